import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem, RETRY_AFTER_SECONDS, Unavailable } from '../problem/problem.js';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** What goes out, but for the headers that every answer has. */
export interface Answer {
  status: number;
  /** Null where there is no body. */
  contentType: string | null;
  body: string | Buffer;
  headers?: Readonly<Record<string, string>>;
  /** What is still to be done for it; the function is not over before, since nothing runs between requests. */
  afterwards?: Promise<void>;
}

/** An answer for a request that never reached a function, e.g. one that is too large. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  newId: () => string,
): void {
  const requestId = requestIdOf(request, newId);
  send(request, response, problemAnswer(asProblem(error), requestId), { requestId, headers: {} });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) {
    return new Problem('dependency-unavailable', 'Try again in a few seconds.', {
      headers: { 'retry-after': RETRY_AFTER_SECONDS },
      cause: error,
    });
  }
  return new Problem('internal', 'Try again; if it stays, tell us the request_id.', { cause: error });
}

export function problemAnswer(problem: Problem, requestId: string): Answer {
  return {
    status: problem.status,
    contentType: 'application/problem+json',
    body: JSON.stringify(problem.body(requestId)),
    headers: problem.headers,
  };
}

/** Writes it, unless an answer was written already. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { requestId, headers }: { requestId: string; headers: Readonly<Record<string, string>> },
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...(answer.contentType !== null && {
      'content-type': answer.contentType.startsWith('text/')
        ? `${answer.contentType}; charset=utf-8`
        : answer.contentType,
      'content-length': body.byteLength,
    }),
    ...commonHeaders(requestId, headers),
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' || answer.contentType === null ? undefined : body);
}

/** What every answer has. What does not say otherwise is kept by nobody. */
export function commonHeaders(
  requestId: string,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-request-id, retry-after, ratelimit, ratelimit-policy, etag',
    ...headers,
  };
}

/** The client's own, where it is one that can be logged. */
export function requestIdOf(request: IncomingMessage, newId: () => string): string {
  const given = header(request, 'x-request-id');
  return given && REQUEST_ID.test(given) ? given : newId();
}

/** The first where there are several. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
