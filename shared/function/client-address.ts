import type { IncomingMessage } from 'node:http';

/**
 * Who sent a request. Google's load balancer appends two addresses to whatever `X-Forwarded-For` came in: the one that
 * connected to it, and its own (cloud.google.com/load-balancing/docs/https#x-forwarded-for_header). So the last but one
 * is the client's, and all before it is what the client wrote. A header with fewer is not the load balancer's, and the
 * connection tells.
 */
export function clientAddress(request: IncomingMessage): string {
  const given = request.headers['x-forwarded-for'];
  const hops = typeof given === 'string' ? given.split(',') : [];
  return (hops.at(-2) ?? request.socket.remoteAddress ?? '').trim();
}
