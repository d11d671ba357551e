import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import type { Manifest, RequestRoute } from '../../shared/function/declare.js';
import { ProblemBody } from '../../shared/problem/problem.js';
import { suiteWith } from '../support/flow.js';
import { OpenApi, type Operation, type Placed } from '../support/openapi-document.js';
import { exampleOf, type GeneratedRequest, requestsOf } from '../support/openapi-requests.js';
import { Person } from '../support/people.js';
import { sampleTitles } from '../support/sample-titles.js';

const REQUESTS_PER_OPERATION = 10;
/** No example can say what somebody answers meanwhile. */
const needsAPerson = ['poll-device'];

const declared = Object.values(services as Manifest).flatMap(({ audience, routes }) =>
  audience === 'public' ? Object.entries(routes) : [],
);
/** Pages of signing in, and what a browser comes by on its way, are nobody's to call. */
const routes = (
  await Promise.all(declared.map(async (route) => ((await isDocumented(route[1])) ? [route] : [])))
).flat();

async function isDocumented(route: RequestRoute): Promise<boolean> {
  const endpoint = await route.load();
  return endpoint.kind !== 'node' || endpoint.described !== null;
}

let suite: Suite;
let api: OpenApi;
let operator: string;
let viewer: Person;
/** Of somebody who deletes the account. */
let leaver: Person;
beforeAll(async () => {
  suite = await suiteWith(sampleTitles);
  api = new OpenApi(await suite.get('/openapi.json'));
  operator = await suite.operatorToken();
  viewer = await Person.signIn(suite, 'grace');
  leaver = await Person.signIn(suite, 'ada');
  setExample('get-user', viewer.id);
  await makeExamplesTrue();
});
afterAll(() => suite.stop());

function send({ method, path, headers, body }: Omit<GeneratedRequest, 'allowed'>): Promise<Response> {
  const token = tokenFor(method, path);
  return suite.fetch(path, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
  });
}

function tokenFor(method: string, path: string): string | undefined {
  if (path.startsWith('/api/v1/admin')) return operator;
  if (!path.startsWith('/api/v1/user')) return undefined;
  return method === 'DELETE' && /^\/api\/v1\/user(?!\/)/.test(path) ? leaver.token : viewer.token;
}

/** The run and the page that the examples of the document name, and a title for the example of an id. */
async function makeExamplesTrue(): Promise<void> {
  const runs = '/api/v1/admin/ingestion/runs';
  const run = 'file-20261121t1000';
  const headers = { 'content-type': 'application/json' };
  const opened = JSON.stringify({ provider: 'file', run, upload: true });
  await send({ method: 'POST', path: runs, headers, body: opened });
  const page = JSON.stringify({ first_line: 1, lines: ['not JSON'] });
  await send({ method: 'PUT', path: `${runs}/${run}/pages/000001`, headers, body: page });
  await suite.drain();
  const { id } = await suite.get<{ id: string }>('/api/v1/content/external/file/inception');
  for (const name of ['get-title', 'get-title-graph', 'recommend-similar']) setExample(name, id);
}

function setExample(name: string, id: string): void {
  for (const parameter of placed(name).operation.parameters ?? [])
    if (parameter.in === 'path') parameter.example = id;
}

function placed(name: string): Placed {
  const found = api.operations.find(({ operation }) => operation.operationId === name);
  if (!found) throw new Error(`The document has no operation ${name}`);
  return found;
}

/** What the document says of an answer that it gave. */
async function check(operation: Operation, answer: Response): Promise<void> {
  const text = await answer.text();
  const documented = api.answer(operation, answer.status);
  expect(documented, `${answer.status} ${text}`).toBeDefined();
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]+$/);
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  // A browser is led on; what else is in such an answer is nobody's.
  if (answer.status === 303) {
    expect(answer.headers.get('location')).toBeTruthy();
    return;
  }
  const content = documented?.content?.[type];
  expect(content, `${answer.status} as ${type}`).toBeDefined();
  const body = type.endsWith('json') ? JSON.parse(text) : text;
  expect(api.faults(content?.schema ?? {}, body)).toBeUndefined();
  if (type !== 'application/problem+json') return;
  const problem = ProblemBody.parse(body);
  expect([problem.status, problem.request_id]).toEqual([answer.status, answer.headers.get('x-request-id')]);
  expect(problem.errors !== undefined || problem.code !== 'invalid-request').toBe(true);
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and says where it is served', () => {
    expect(api.content).toMatchObject({ openapi: '3.1.0', servers: [{ url: suite.api }] });
  });

  it('has every route of the public services, and nothing else', () => {
    const declared = routes.map(([name, { method, path }]) => `${name} ${method} ${path}`);
    const documented = api.operations.map(
      ({ method, path, operation }) => `${operation.operationId} ${method} ${path}`,
    );
    expect(documented.sort()).toEqual(declared.sort());
  });

  it('resolves each of its references', () => {
    const references = JSON.stringify(api.content).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [, pointer = ''] of references) {
      const found = pointer
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], api.content);
      expect(found, pointer).toBeDefined();
    }
  });

  it('tells how content, discover and recommendations differ', () => {
    const said = (name: string) => JSON.stringify(placed(name).operation);
    expect(said('list-movies')).toContain('/discover/movies');
    expect(said('discover-movies')).toContain('/content/movies');
    expect(said('list-tv')).toContain('/discover/tv');
    expect(said('discover-tv')).toContain('/content/tv');
    expect(said('list-trending')).toContain('/recommendations/trending');
    expect(said('recommend-trending')).toContain('/content/trending');
    expect(said('discover-popular')).toContain('/content/trending');
  });
});

describe.each(routes.map(([name]) => name))('%s', (name) => {
  it('is documented: what it takes, answers and refuses', () => {
    const { operation, path, method } = placed(name);
    expect(operation.summary).toMatch(/^[A-Z]/);
    expect(operation.tags).toHaveLength(1);
    const statuses = Object.keys(operation.responses);
    expect(statuses.filter((status) => /^2|303/.test(status))).toHaveLength(1);
    expect(statuses).toEqual(expect.arrayContaining(['400', '401', '413', '415', '500', '503']));
    for (const status of statuses) {
      const answer = api.answer(operation, Number(status));
      expect(answer?.description).not.toBe('');
      expect(answer?.headers).toHaveProperty('x-request-id');
      const [content] = Object.values(answer?.content ?? {});
      if (!['204', '303', '304'].includes(status)) expect(content?.schema).toBeTypeOf('object');
    }
    const { properties = {} } = operation.requestBody?.content['application/json'].schema ?? {};
    for (const [field, schema] of Object.entries(properties)) {
      expect(schema.description, field).toMatch(/\w{2}/);
      expect(api.faults(schema, schema.example), field).toBeUndefined();
    }
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map((parameter) => `{${parameter.name}}`).sort()).toEqual(
      (path.match(/\{\w+\}/g) ?? []).sort(),
    );
    expect(operation.requestBody !== undefined).toBe(['POST', 'PUT', 'PATCH'].includes(method));
  });

  it('describes, bounds and exemplifies each parameter', () => {
    for (const parameter of placed(name).operation.parameters ?? []) {
      const { description, example, schema, style, explode } = parameter;
      expect(description, parameter.name).toMatch(/\w{2}/);
      expect(api.faults(schema, example), parameter.name).toBeUndefined();
      const bounds: Record<string, boolean> = {
        integer: schema.minimum !== undefined && schema.maximum !== undefined,
        number: schema.minimum !== undefined && schema.maximum !== undefined,
        string: Boolean(schema.pattern ?? schema.maxLength ?? schema.enum),
        boolean: true,
        array: style === 'form' && explode === false && Boolean(schema.items?.enum ?? schema.items?.pattern),
      };
      expect(bounds[String(schema.type)], JSON.stringify(parameter)).toBe(true);
    }
  });

  it('keeps to the document, whatever is sent', async () => {
    const property = fc.asyncProperty(requestsOf(placed(name)), async (request) => {
      const answer = await send(request);
      expect(answer.status, 'a server error').toBeLessThan(500);
      await check(placed(name).operation, answer);
    });
    await fc.assert(property, { seed: 20261121, numRuns: REQUESTS_PER_OPERATION });
  });

  it('answers its own examples, and HEAD as GET without a body', async () => {
    const { operation, method } = placed(name);
    if (method !== 'GET' || needsAPerson.includes(name)) return;
    const get = await send(exampleOf(placed(name)));
    expect(get.status).toBe('303' in operation.responses ? 303 : 200);
    await check(operation, get);
    const head = await send({ ...exampleOf(placed(name)), method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([get.status, '']);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  });
});

describe('while every product behind it fails', () => {
  const products = () => [...suite.emulators.all.values()].filter(({ name }) => name !== 'identity');

  it('answers 503 with Retry-After, or does without it', { timeout: 60_000 }, async () => {
    for (const { faults } of products()) faults.set({ kind: 'down', rate: 1 });
    const statuses = await Promise.all(
      api.operations.map(async (one) => {
        const answer = await send(exampleOf(one));
        await check(one.operation, answer);
        if (answer.status >= 500) {
          expect([answer.status, one.path]).toEqual([503, one.path]);
          expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
        }
        return [one.operation.operationId, answer.status];
      }),
    );
    for (const { faults } of products()) faults.clear();
    expect(Object.fromEntries(statuses)).toMatchObject({
      health: 200,
      'search-titles-by-post': 503,
      'get-title': 503,
    });
  });
});

describe('requests that no document describes', () => {
  it.each(['//', '//elsewhere.example/api/v1/genres', '/api//v1/genres', '/%2e%2e/genres'])(
    'answers 404 for %s and stays up',
    async (path) => {
      const answer = await rawGet(suite.api, path);
      expect(answer).toMatch(/^HTTP\/1\.1 404 [\s\S]*"code":"route-not-found"/);
      expect((await suite.fetch('/health')).status).toBe(200);
    },
  );

  it('answers 431 for more headers than it reads', async () => {
    const answer = await rawGet(suite.api, `/api/v1/search/semantic?q=${'x'.repeat(20_000)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"headers-too-large"/);
  });
});

/** As a client that does not tidy its address first, which fetch does. */
async function rawGet(origin: string, path: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
  return text(socket);
}
