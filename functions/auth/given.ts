import type { IncomingMessage } from 'node:http';
import { readJson } from '../../shared/function/body.js';
import { Problem } from '../../shared/problem/problem.js';

const FORM = /^application\/x-www-form-urlencoded\b/i;

export function isForm({ headers }: IncomingMessage): boolean {
  return FORM.test(headers['content-type'] ?? '');
}

/** What a body gives, by JSON or by form; nothing where there is no body. */
export function givenObject(request: IncomingMessage, body: Buffer): unknown {
  const type = request.headers['content-type'] ?? '';
  if (FORM.test(type)) return Object.fromEntries(new URLSearchParams(body.toString()));
  if (body.byteLength === 0 && type === '') return {};
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.');
  }
  return readJson(body);
}
