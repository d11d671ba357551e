import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { frameworkServer } from './framework.js';

it("a function on the framework's server runs outside domains, whose hooks would slow every promise down", async () => {
  const server = frameworkServer('undomained', async (_request, response) => {
    await undefined;
    response.end(String(Reflect.get(process, 'domain') ?? 'no domain'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await answer.text()).toBe('no domain');
  server.close();
});
