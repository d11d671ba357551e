import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { readJsonBody } from '../../shared/function/body.js';

/** Which refresh token is meant, and whose it is. */
export const refreshTokenFields = {
  refresh_token: z.string().min(1).max(500).optional().meta({
    description: 'Of a device; a browser sends its cookie instead.',
    example: 'tGzv3JOkF0XG5Qx2TlKWIA',
  }),
  client_id: z.string().min(1).max(2_000).optional().meta({
    description: 'Whose the refresh token is; our own web application when absent.',
    example: 'media-gateway-tv',
  }),
};

const FORM = /^application\/x-www-form-urlencoded\b/i;

export function isForm({ headers }: IncomingMessage): boolean {
  return FORM.test(headers['content-type'] ?? '');
}

/** What a body gives, by JSON or by form; nothing where there is no body. */
export function givenObject(request: IncomingMessage, body: Buffer): unknown {
  const type = request.headers['content-type'] ?? '';
  if (FORM.test(type)) return Object.fromEntries(new URLSearchParams(body.toString()));
  if (body.byteLength === 0 && type === '') return {};
  return readJsonBody(type, body);
}
