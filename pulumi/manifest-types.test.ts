import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

const head = `
import { pageFetched } from '../shared/event/ingestion-events.js';
import { endpoint } from '../shared/function/endpoint.js';
import { subscriber } from '../shared/function/subscriber.js';
import { type Manifest, onMessage, onRequest } from '../shared/function/declare.js';
import type { Uses } from '../shared/ports.js';
import { z } from 'zod';

const reading = endpoint({
  summary: 'Reads',
  answer: z.object({}),
  handle: async (_: unknown, ports: Uses<'titles'>) => { void ports.titles; return {}; },
});
const receiving = subscriber(pageFetched, async (_, ports: Uses<'blobs' | 'runs'>) => void ports.blobs);
const request = onRequest('GET', '/x', { uses: ['titles'], load: async () => reading, permission: 'content:read', impact: 'x' });
const message = onMessage(pageFetched, { uses: ['blobs', 'runs'], load: async () => receiving, impact: 'x' });
const size = { tier: 2, cpu: 1, memory: '512Mi', concurrency: 1, min: 0, max: 1, timeoutSeconds: 30 } as const;
`;

const snippets = {
  'what is right compiles': `export const services = {
    open: { ...size, audience: 'public', prefixes: ['/'], routes: { request } },
    closed: { ...size, audience: 'private', routes: { message } },
  } as const satisfies Manifest;`,
  'an endpoint whose port is left out': `export const left = onRequest('GET', '/x', {
    uses: ['runs'], load: async () => reading, permission: 'content:read', impact: 'x' });`,
  'a subscriber that lacks one port of two': `export const left = onMessage(pageFetched, {
    uses: ['blobs'], load: async () => receiving, impact: 'x' });`,
  'a port that does not exist': `export const left = onMessage(pageFetched, {
    uses: ['blobs', 'runs', 'postgres'], load: async () => receiving, impact: 'x' });`,
  'a message in a public service': `export const services = {
    open: { ...size, audience: 'public', prefixes: ['/'], routes: { message } },
  } as const satisfies Manifest;`,
  'a request in a private service': `export const services = {
    closed: { ...size, audience: 'private', routes: { request } },
  } as const satisfies Manifest;`,
  'a private service with public prefixes': `export const services = {
    closed: { ...size, audience: 'private', prefixes: ['/'], routes: { message } },
  } as const satisfies Manifest;`,
  'a service that does not state its concurrency': `const { concurrency: _, ...rest } = size;
  export const services = {
    closed: { ...rest, audience: 'private', routes: { message } },
  } as const satisfies Manifest;`,
};
type Name = keyof typeof snippets;

let faultsOf: (name: Name) => string[];
beforeAll(() => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: ['x.ts'] },
    ts.sys,
    root,
  );
  const names = Object.keys(snippets) as Name[];
  const fileOf = (name: Name) => `${root}pulumi/snippet-${names.indexOf(name)}.ts`;
  const sources = new Map(names.map((name) => [fileOf(name), head + snippets[name]]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  const program = ts.createProgram([...sources.keys()], { ...options, noUnusedLocals: false }, host);
  faultsOf = (name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(fileOf(name)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}, 120_000);

describe('the types of the manifest', () => {
  test('what is right compiles', () => {
    expect(faultsOf('what is right compiles')).toEqual([]);
  });

  test.each<[Name, RegExp]>([
    ['an endpoint whose port is left out', /'titles' is missing/],
    ['a subscriber that lacks one port of two', /'runs' is missing/],
    ['a port that does not exist', /"postgres"/],
    ['a message in a public service', /MessageRoute.*RequestRoute/s],
    ['a request in a private service', /RequestRoute/],
    ['a private service with public prefixes', /'prefixes' does not exist/],
    ['a service that does not state its concurrency', /'concurrency' is missing/],
  ])('%s does not compile', (name, reason) => {
    expect(faultsOf(name).join('\n')).toMatch(reason);
  });
});
