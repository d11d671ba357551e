import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from '../problem/problem.js';

/** Answers what Node could not read as a request, for which there is no response object, and ends the connection. */
export function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (!socket.writable) return;
  const problem = problemOf(error);
  const body = JSON.stringify(problem.body(requestId));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('headers-too-large', 'Path and headers may have 16 KiB together; send less.');
  }
  return new Problem('invalid-request', 'This is not a request of HTTP/1.1.', {
    errors: [{ field: 'request', message: 'cannot be read' }],
  });
}
