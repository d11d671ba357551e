import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ProblemBody } from '../problem/problem.js';
import { refuseUnread } from './refuse-unread.js';

describe('refuseUnread', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', 431, 'Request Header Fields Too Large', 'headers-too-large'],
    ['HPE_INVALID_METHOD', 400, 'Bad Request', 'invalid-request'],
  ])('answers %s as a problem of status %i', async (error, status, phrase, code) => {
    const socket = new PassThrough();
    refuseUnread(Object.assign(new Error('Parse Error'), { code: error }), socket, 'abc');
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      `HTTP/1.1 ${status} ${phrase}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'x-request-id: abc',
      'connection: close',
    ]);
    expect(ProblemBody.parse(JSON.parse(body))).toMatchObject({ status, code, request_id: 'abc' });
  });

  it('leaves a socket alone that is closed already', () => {
    const socket = new PassThrough();
    socket.end();
    expect(() => refuseUnread(new Error('Parse Error'), socket, 'abc')).not.toThrow();
  });
});
