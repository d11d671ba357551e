import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Problem } from '../problem/problem.js';
import { type ServerSentEvent, sendEvents, wantsEvents } from './event-stream.js';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that answers with these events; 500 where it is told to answer as ever. */
async function serve(events: () => AsyncIterable<ServerSentEvent>): Promise<string> {
  const server = createServer((_, response) => {
    sendEvents(response, events(), { requestId: 'one', headers: { 'x-more': 'yes' } }).catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('sends each event as it comes, with the headers of every answer', async () => {
  const answer = await fetch(
    await serve(async function* () {
      yield { event: 'a', data: { text: 'two\nlines' } };
      yield { event: 'b', data: [1] };
    }),
  );
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect([answer.headers.get('x-request-id'), answer.headers.get('x-more')]).toEqual(['one', 'yes']);
  expect(await answer.text()).toBe('event: a\ndata: {"text":"two\\nlines"}\n\nevent: b\ndata: [1]\n\n');
});

it('ends with the problem where it fails on the way, and leaves what fails before to others', async () => {
  const fail = () => {
    throw new Problem('conflict', 'No.');
  };
  const late = await fetch(
    await serve(async function* () {
      yield { event: 'a', data: 1 };
      fail();
    }),
  );
  expect(await late.text()).toMatch(/^event: a\n[\s\S]*event: problem\ndata: \{.*"code":"conflict"/);
  // biome-ignore lint/correctness/useYield: it fails before.
  const early = await serve(async function* () {
    fail();
  });
  expect((await fetch(early)).status).toBe(500);
});

it('is for who asks for it by name', () => {
  const wants = (accept?: string) => wantsEvents({ headers: { accept } } as never);
  expect([wants('text/event-stream'), wants('application/json, Text/Event-Stream;q=0.9')]).toEqual([
    true,
    true,
  ]);
  expect([wants(), wants('*/*'), wants('text/*'), wants('application/json')]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
