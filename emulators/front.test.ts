import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SuiteClock } from './clock.js';
import { loadBalancer, privateDoor } from './front.js';
import { type ListeningServer, serveHttp } from './http-server.js';
import { type Identity, startIdentity } from './identity/identity.js';
import { audienceOf, INVOKER } from './provision.js';

const OURS = audienceOf('upkeep');

let folder: string;
let identity: Identity;
let service: ListeningServer;
let door: ListeningServer;
let called = 0;
const clock = new SuiteClock();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'front-'));
  identity = await startIdentity({ folder, clock });
  service = await serveHttp((_, response) => {
    called += 1;
    response.writeHead(204).end();
  });
  door = await serveHttp(
    privateDoor({
      invoker: INVOKER,
      instances: () => [{ url: service.url }],
      concurrency: (name) => (name === 'upkeep' ? 1 : undefined),
      caller: async (token, name) =>
        (await identity.verify(token, { audience: audienceOf(name), now: clock.now() })).email,
    }),
  );
});
afterAll(async () => {
  await Promise.all([door.close(), service.close(), identity.stop()]);
  clock.stop();
  await rm(folder, { recursive: true });
});

const knock = async (token?: string, path = '/upkeep/forget-views') => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${door.url}${path}`, { method: 'POST', headers })).status;
};

describe('a private service', () => {
  it('is called by nobody without an identity token of Google’s that is made out for it', async () => {
    expect(await knock()).toBe(401);
    expect(await knock('guess')).toBe(401);
    expect(await knock(await identity.token({ email: INVOKER, audience: audienceOf('search') }))).toBe(401);
    const [head, , signature] = (await identity.token({ email: INVOKER, audience: OURS })).split('.');
    const claims = Buffer.from(JSON.stringify({ email: INVOKER, aud: OURS })).toString('base64url');
    expect(await knock(`${head}.${claims}.${signature}`)).toBe(401);
    expect(called).toBe(0);
  });

  it('is called by its invoker only', async () => {
    expect(await knock(await identity.token({ email: 'somebody@media-gateway.local', audience: OURS }))).toBe(
      403,
    );
    expect(called).toBe(0);
    expect(await knock(await identity.token({ email: INVOKER, audience: OURS }))).toBe(204);
    expect(called).toBe(1);
  });

  it('is not there under another name', async () => {
    const token = await identity.token({ email: INVOKER, audience: OURS });
    expect(await knock(token, '/other/forget-views')).toBe(404);
  });
});

describe('the public entry', () => {
  it('goes on with a connection whose last body was refused unread', async () => {
    await using refusing = disposable(
      await serveHttp((request, response) => {
        if (request.method === 'GET') response.end('here');
        else response.writeHead(413, { connection: 'close' }).end();
      }),
    );
    await using entry = disposable(
      await serveHttp(
        loadBalancer({
          urlMap: [{ prefix: '/', service: 'site' }],
          instances: () => [{ url: refusing.url }],
          console: 'http://127.0.0.1:1',
          metrics: async () => '',
        }),
      ),
    );
    const { port } = new URL(entry.url);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    const body = 'x'.repeat(4_000_000);
    socket.write(`POST / HTTP/1.1\r\nhost: here\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body.slice(0, 1_000));
    let told = '';
    socket.on('data', (text) => (told += text));
    await once(socket, 'data');
    expect(told).toMatch(/^HTTP\/1\.1 413 /);
    socket.write(body.slice(1_000));
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(/here$/);
    socket.destroy();
  });
});

function disposable(server: ListeningServer): ListeningServer & AsyncDisposable {
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
