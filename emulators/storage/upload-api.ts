import { readBody } from '../http-server.js';
import { type Api, answerObject, type Call } from './api.js';
import { readPreconditions } from './preconditions.js';
import { type ObjectInput, objectInput, parseInput } from './resources.js';
import { invalid, required } from './storage-error.js';
import { parseJson, parseRelated } from './upload-formats.js';
import type { Progress } from './uploads.js';

const CANCELLED = 499;
const RESUME_INCOMPLETE = 308;

/** Uploads of the three kinds: media, multipart and resumable. */
export async function serveUpload(api: Api, call: Call, bucket: string): Promise<void> {
  const { request, query } = call;
  const session = query.get('upload_id');
  if (session !== null) return continueResumable(api, call, session);
  const body = await readBody(request);
  switch (query.get('uploadType')) {
    case 'media': {
      const settings = { contentType: request.headers['content-type'] };
      return write(api, call, bucket, settings, body);
    }
    case 'multipart': {
      const related = parseRelated(request.headers['content-type'] ?? '', body);
      const settings = parseInput(objectInput, related.json);
      const contentType = settings.contentType ?? related.contentType;
      return write(api, call, bucket, { ...settings, contentType }, related.content);
    }
    case 'resumable':
      return startResumable(api, call, bucket, parseInput(objectInput, parseJson(body)));
    default:
      throw invalid('uploadType must be media, multipart or resumable.');
  }
}

function target(call: Call, bucket: string, input: ObjectInput) {
  const name = call.query.get('name') ?? input.name;
  if (name === undefined) throw required('name');
  const encoding = call.query.get('contentEncoding');
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const settings: ObjectInput = Object.fromEntries(given);
  if (encoding !== null) settings.contentEncoding = encoding;
  return { bucket, name, settings, conditions: readPreconditions(call.query) };
}

async function write(
  api: Api,
  call: Call,
  bucket: string,
  input: ObjectInput,
  content: Buffer,
): Promise<void> {
  answerObject(call, await api.objects.write({ ...target(call, bucket, input), content }));
}

async function startResumable(api: Api, call: Call, bucket: string, input: ObjectInput): Promise<void> {
  const { request, response, origin } = call;
  api.catalogue.bucket(bucket);
  const type = request.headers['x-upload-content-type'];
  const settings = { ...(typeof type === 'string' && { contentType: type }), ...input };
  const id = await api.uploads.start(target(call, bucket, settings));
  const path = `/upload/storage/v1/b/${bucket}/o?uploadType=resumable&upload_id=${id}`;
  response.setHeader('location', origin + path);
  response.setHeader('x-guploader-uploadid', id);
  response.writeHead(200).end();
}

async function continueResumable(api: Api, call: Call, session: string): Promise<void> {
  const { request, response } = call;
  if (request.method === 'DELETE') {
    await api.uploads.cancel(session);
    response.writeHead(CANCELLED).end();
    return;
  }
  const body = await readBody(request);
  const progress = await api.uploads.receive(session, request.headers['content-range'], body);
  answerProgress(call, progress);
}

function answerProgress(call: Call, progress: Progress): void {
  if ('object' in progress) return answerObject(call, progress.object);
  if (progress.next > 0) call.response.setHeader('range', `bytes=0-${progress.next - 1}`);
  call.response.writeHead(RESUME_INCOMPLETE, { 'content-length': 0 }).end();
}
