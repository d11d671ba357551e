import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerJson, type ListeningServer, serveHttp } from '../../../emulators/http-server.js';
import type { RawPage } from '../../ingestion/provider.js';
import { Unavailable } from '../../problem/problem.js';
import { tmdbProvider } from './tmdb.js';

const KEY = 'sEcr3t-key';
const MEGABYTE = Buffer.alloc(1_000_000, ' ');

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const details: Answer = (response) => answerJson(response, 200, { id: 1, title: 'A title' });

let server: ListeningServer;
/** What the server does with its next requests; the last one stays. */
let answers: Answer[];
let requests: IncomingMessage[];
let now: number;
let slept: number[];

beforeEach(async () => {
  answers = [details];
  requests = [];
  now = Date.parse('2026-11-21T12:00:00Z');
  slept = [];
  server = await serveHttp((request, response) => {
    requests.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  });
});
afterEach(() => server.close());

const provider = (key = KEY, timeoutMs = 5_000) =>
  tmdbProvider(
    {
      url: `${server.url}/3`,
      key,
      firstRunPages: 1,
      requestsPer10s: 40,
      patience: {
        async delay(ms) {
          slept.push(ms);
          now += ms;
        },
        random: () => 0.5,
        timeoutMs,
      },
    },
    { now: () => now },
  );

async function failureOf(page: Promise<RawPage>): Promise<Error> {
  const error = await page.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('The page was fetched');
  expect(inspect(error, { depth: 20 }), 'no error may hold the key').not.toContain(KEY);
  return error;
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end(`<p>failed: ${KEY}</p>`);

const html: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>Sign in to the hotel: ${KEY}</p>`);

const halfText: Answer = (response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": 1, "tit');

const brokenOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
  response.write('{"id": 1', () => response.destroy());
};

const hangUp: Answer = (response) => response.destroy();

const silence: Answer = () => undefined;

const silenceAfterHeaders: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
};

const elsewhere: Answer = (response, request) =>
  request.url === '/elsewhere'
    ? details(response, request)
    : response.writeHead(302, { location: '/elsewhere' }).end();

test.each<[string, Answer, RegExp]>([
  ['500', status(500), /it answered 500/],
  ['503', status(503), /it answered 503/],
  ['429 without end', status(429), /it answered 429/],
  ['a page instead of JSON', html, /text\/html, not JSON/],
  ['half a body', halfText, /not whole/],
  ['a body that breaks off', brokenOff, /connection failed/],
  ['a closed connection', hangUp, /connection failed/],
  ['a redirect', elsewhere, /connection failed/],
])('%s is tried five times, then the page is put off', async (_, answer, reason) => {
  answers = [answer];
  const error = await failureOf(provider().fetch({ ids: ['movie/1'] }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toMatch(reason);
  expect(requests).toHaveLength(5);
  expect(slept).toEqual([150, 300, 600, 1_200]);
});

test.each([
  ['nothing at all', silence],
  ['nothing after the headers', silenceAfterHeaders],
])('%s is given up after the time limit', async (_, answer) => {
  answers = [answer];
  const error = await failureOf(provider(KEY, 50).fetch({ ids: ['movie/1'] }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toMatch(/took too long/);
});

test('a failure that passes goes unnoticed', async () => {
  answers = [status(500), html, halfText, hangUp, details];
  const page = await provider().fetch({ ids: ['movie/1'] });
  expect(page.records).toHaveLength(1);
  expect(requests).toHaveLength(5);
});

test.each([
  ['7', 7_000],
  ['Sat, 21 Nov 2026 12:00:09 GMT', 9_000],
  ['86400', 30_000],
  ['soon', 0],
])('429 with Retry-After: %s is waited for, within reason', async (after, ms) => {
  answers = [status(429, { 'retry-after': after }), details];
  const started = now;
  expect((await provider().fetch({ ids: ['movie/1'] })).records).toHaveLength(1);
  expect(now - started).toBe(Math.max(ms, 150));
});

test('200 MB are not read, and that title is rejected alone', async () => {
  let sent = 0;
  let closed: Promise<unknown> = Promise.resolve();
  const flood: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const body = Readable.from(
      (function* () {
        for (; sent < 200; sent += 1) yield MEGABYTE;
      })(),
    );
    closed = pipeline(body, response).catch(() => undefined);
  };
  answers = [
    (response, request) => (request.url?.includes('/movie/2?') ? flood : details)(response, request),
  ];
  const page = await provider().fetch({ ids: ['movie/1', 'movie/2', 'movie/3'] });
  await closed;
  expect(page.records.map((record) => record.line)).toEqual([1, 3]);
  expect(page.rejects).toEqual([
    { line: 2, id: 'movie-2', reason: 'TMDb refused it: its answer is larger than 10 MB' },
  ]);
  expect(sent).toBeLessThan(50);
  expect(requests).toHaveLength(3);
});

test('three titles that fail leave the provider alone for a minute', async () => {
  answers = [status(500)];
  const source = provider();
  for (let i = 0; i < 3; i += 1) await failureOf(source.fetch({ ids: ['movie/1'] }));
  expect(requests).toHaveLength(15);
  const error = await failureOf(source.fetch({ ids: ['movie/1'] }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toMatch(/left alone for 60 s/);
  expect(requests).toHaveLength(15);
  answers = [details];
  now += 60_000;
  expect((await source.fetch({ ids: ['movie/1'] })).records).toHaveLength(1);
});

test('a page that fails asks for no more of its titles', async () => {
  answers = [status(401), details];
  const source = provider();
  await failureOf(source.fetch({ ids: Array.from({ length: 40 }, (_, i) => `movie/${i + 1}`) }));
  // Workers that went on would ask for three titles during each of these.
  for (let i = 0; i < 10; i += 1) await source.fetch({ ids: ['tv/1'] });
  expect(requests.filter(({ url }) => url?.includes('/movie/')).length).toBeLessThan(15);
});

test('a listing of another form is a failure that says so', async () => {
  answers = [(response) => answerJson(response, 200, { results: 'none' })];
  await expect(async () => {
    for await (const _ of provider().plan(undefined));
  }).rejects.toThrow(/discover\/movie is not as documented/);
});

test('an API key goes into the query, a read access token into the header', async () => {
  await provider('abc123').fetch({ ids: ['movie/1'] });
  await provider('eyJhbGciOiJIUzI1NiJ9.e30.x').fetch({ ids: ['tv/1'] });
  const [byKey, byToken] = requests;
  expect(byKey?.url).toContain('api_key=abc123');
  expect(byKey?.headers.authorization).toBeUndefined();
  expect(byToken?.url).not.toContain('eyJ');
  expect(byToken?.headers.authorization).toBe('Bearer eyJhbGciOiJIUzI1NiJ9.e30.x');
  const parts = new URL(byToken?.url ?? '', 'http://x').searchParams.get('append_to_response');
  expect(parts?.split(',')).toContain('content_ratings');
});
