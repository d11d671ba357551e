import type { ServerResponse } from 'node:http';
import { pageHeaders } from '../../shared/auth/pages.js';

export function sendPage(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** 303: whatever the method was, the browser goes on by GET. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...pageHeaders, location, 'content-length': '0' }).end();
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  { status = 200, cookies = [] }: { status?: number; cookies?: readonly string[] } = {},
): void {
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
