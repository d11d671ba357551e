import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Objects } from './objects.js';
import { checkPreconditions, readPreconditions } from './preconditions.js';
import { etag, type ObjectRecord } from './resources.js';
import { StorageError } from './storage-error.js';

interface ByteRange {
  first: number;
  last: number;
}

/** Sends an object's bytes, or the range that was asked for. */
export async function download(
  objects: Objects,
  [bucket, name]: [string, string],
  request: IncomingMessage,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { object, file } = await objects.open(bucket, name, query.get('generation'));
  try {
    checkPreconditions(readPreconditions(query), object, true);
    response.setHeaders(new Map(Object.entries(headers(object))));
    // Who cannot read gzip gets it unpacked, and then never a part.
    const unpack = object.settings.contentEncoding === 'gzip' && !acceptsGzip(request);
    if (unpack) {
      response.removeHeader('content-encoding');
      response.writeHead(200);
      await pipeline(file.createReadStream({ autoClose: false }), createGunzip(), response);
      return;
    }
    const range = parseRange(request.headers.range, object.size);
    response.setHeader('content-length', range ? range.last - range.first + 1 : object.size);
    if (range) response.setHeader('content-range', `bytes ${range.first}-${range.last}/${object.size}`);
    response.writeHead(range ? 206 : 200);
    if (object.size === 0) response.end();
    else {
      const { first: start, last: end } = range ?? { first: 0, last: object.size - 1 };
      await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
    }
  } finally {
    await file.close();
  }
}

function headers(object: ObjectRecord): Record<string, string> {
  const { contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl } = object.settings;
  const optional = {
    'content-encoding': contentEncoding,
    'content-disposition': contentDisposition,
    'content-language': contentLanguage,
    'cache-control': cacheControl,
  };
  const given = Object.entries(optional).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return {
    'content-type': contentType ?? 'application/octet-stream',
    ...Object.fromEntries(given),
    'accept-ranges': 'bytes',
    etag: etag(object.generation, String(object.metageneration)),
    'x-goog-generation': object.generation,
    'x-goog-metageneration': String(object.metageneration),
    'x-goog-hash': `crc32c=${object.crc32c},md5=${object.md5Hash}`,
    'x-goog-stored-content-length': String(object.size),
    'x-goog-stored-content-encoding': contentEncoding ?? 'identity',
  };
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

/** `bytes=0-99`, `bytes=100-` or `bytes=-50`; what is not understood is ignored, as HTTP says. */
function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || last < first) {
    throw new StorageError(416, 'requestedRangeNotSatisfiable', 'The requested range cannot be satisfied.');
  }
  return { first, last };
}
