import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SuiteClock } from '../../emulators/clock.js';
import type { Emulator } from '../../emulators/emulator.js';
import { startFirestore } from '../../emulators/firestore/firestore.js';
import { services } from '../../functions/manifest.js';
import { ENCODER_FOLDER, MAX_BUNDLE_BYTES } from '../../pulumi/platform-limits.js';
import type { Manifest, RequestRoute } from '../../shared/function/declare.js';
import { filesOf } from './archive.js';
import { type Bundle, bundleService } from './bundle.js';

const manifest: Manifest = services;
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1';

let folder: string;
let firestore: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  const state = join(folder, 'firestore');
  mkdirSync(state);
  firestore = await startFirestore({ folder: state, clock: new SuiteClock() });
});
afterAll(async () => {
  await firestore.stop();
  rmSync(folder, { recursive: true });
});

/** The bundle as the cloud gets it: its archive, unpacked far from the repository. */
async function unpacked(name: keyof typeof services): Promise<{ bundle: Bundle; at: string; text: string }> {
  const bundle = await bundleService(name, services[name], join(folder, 'built'));
  const at = join(folder, 'unpacked', name);
  mkdirSync(at, { recursive: true });
  execFileSync('tar', ['xzf', bundle.archive, '-C', at]);
  const scripts = (await filesOf(at)).filter(
    (file) => file.endsWith('.js') && !file.includes('node_modules'),
  );
  return { bundle, at, text: scripts.map((file) => readFileSync(file, 'utf8')).join('\n') };
}

/** Starts `node main.js` as the deployment does, with this environment and no other. */
async function start(at: string, target: string, env: Record<string, string>) {
  const port = await freePort();
  const child = spawn(process.execPath, ['main.js'], {
    cwd: at,
    env: { FUNCTION_TARGET: target, PORT: String(port), LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${url}/`), { timeout: 20_000, interval: 20 });
  return {
    get: (path: string) => fetch(url + path),
    push: (name: string, message: unknown) => {
      const data = Buffer.from(JSON.stringify(message)).toString('base64');
      const body = JSON.stringify({ message: { data, messageId: '1', publishTime: '2026-11-21T10:00:00Z' } });
      return fetch(`${url}/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a bundle', () => {
  /** What the service asks for beside Firestore, none of which is there. */
  const elsewhere = {
    QDRANT_URL: NOWHERE,
    UPSTASH_REDIS_REST_URL: NOWHERE,
    UPSTASH_REDIS_REST_TOKEN: 'none',
    STORAGE_BUCKET: 'media-gateway',
    STORAGE_EMULATOR_HOST: NOWHERE,
  };

  test('starts far from the repository and documents every public path', async () => {
    const { at } = await unpacked('site');
    await using running = await start(at, 'site', elsewhere);
    const answer = await running.get('/openapi.json');
    expect(answer.status).toBe(200);
    const { paths } = (await answer.json()) as { paths: Record<string, unknown> };
    const isPublic = (route: { trigger: string }): route is RequestRoute => route.trigger === 'request';
    const declared = Object.values(manifest)
      .flatMap(({ routes }) => Object.values(routes))
      .filter(isPublic);
    // What OAuth describes stands in its own document.
    const loaded = await Promise.all(
      declared.map(async ({ path, load }) => ({ path, endpoint: await load() })),
    );
    const documented = loaded.filter(({ endpoint }) => endpoint.kind === 'endpoint' || endpoint.described);
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(documented.map(({ path }) => path)));
  });

  test('reaches Firestore over gRPC, and says so when Qdrant is not there', async () => {
    const { at } = await unpacked('catalogue');
    const env = { ...elsewhere, ...firestore.env };
    await using running = await start(at, 'catalogue', env);
    const missing = await running.get('/api/v1/content/7d444840-9dc0-11d1-b245-5ffdce74fad2');
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'title-not-found' }]);
    const late = await running.get('/api/v1/content/movies');
    expect([late.status, late.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  });

  test('asks the cloud who it is where no emulator stands behind it', async () => {
    const { at } = await unpacked('ingestion-normalise');
    const asked: string[] = [];
    // Without a token nothing is sent to Google.
    const metadata = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404, { 'metadata-flavor': 'Google' }).end();
    }).listen(0, '127.0.0.1');
    await once(metadata, 'listening');
    const env = {
      STORAGE_BUCKET: 'media-gateway',
      METADATA_SERVER_DETECTION: 'assume-present',
      GCE_METADATA_HOST: `127.0.0.1:${(metadata.address() as AddressInfo).port}`,
      ...firestore.env,
    };
    await using running = await start(at, 'ingestion-normalise', env);
    await running.push('normalise-page', { run: 'file-1', provider: 'file', page: '000001' });
    metadata.close();
    expect(asked).toContainEqual(expect.stringContaining('/service-accounts/default/token'));
  });

  test('holds the code of its own functions and ports only', async () => {
    const [search, recommendations] = [await unpacked('search'), await unpacked('recommendations')];
    const upkeep = await unpacked('upkeep');
    const foreignTo = (text: string, code: readonly string[]) => code.filter((one) => text.includes(one));
    const others = ['/recommendations/trending', 'google.pubsub.v1.Publisher'];
    expect(search.text.includes('/search/semantic')).toBe(true);
    expect(foreignTo(search.text, [...others, 'oidc-provider'])).toEqual([]);
    expect(foreignTo(recommendations.text, others)).toEqual(others);
    expect(foreignTo(recommendations.text, ['/search/semantic'])).toEqual([]);
    expect(foreignTo(upkeep.text, ['InferenceSession'])).toEqual([]);
    expect(upkeep.bundle.archiveBytes).toBeLessThan(2_000_000);
  });

  test('carries the encoder with the one binary that the cloud loads', async () => {
    const { at, bundle } = await unpacked('search');
    const files = (await filesOf(at)).map((file) => file.slice(at.length + 1));
    expect(files.filter((file) => /\.(node|so[.\d]*|dll|dylib)$/.test(file))).toEqual([
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
    expect(files).toContain(`${ENCODER_FOLDER}/manifest.json`);
    expect(bundle.bytes).toBeLessThan(MAX_BUNDLE_BYTES);
    if (process.platform !== 'linux' || process.arch !== 'x64') return;
    const model = files.find((file) => file.endsWith('.onnx'));
    const load = `import ort from 'onnxruntime-node'; const s = await ort.InferenceSession.create('${model}'); console.log(s.inputNames.length > 0)`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', load], { cwd: at });
    expect(printed.toString().trim()).toBe('true');
  });
});
