import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { isPublicAddress, publicFetch } from './public-fetch.js';

it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '0.0.0.0',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a9fe:a9fe',
  'fd00::1',
  'fe80::1',
  'ff02::1',
  '2002:7f00:1::',
  '2001:db8::1',
  'example.org',
  '',
])('%j is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each([
  'http://example.org/',
  'file:///etc/passwd',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://169.254.169.254/',
  'https://2130706433/',
  'https://0x7f.1/',
])('%s is not fetched', async (url) => {
  await expect(publicFetch(false)(url)).rejects.toThrow(/is not (fetched|public)/);
});

it('what failed is not asked again for a while', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const fetched = publicFetch(true);
  expect((await fetched(url)).status).toBe(500);
  await expect(fetched(url)).rejects.toThrow('a moment ago');
  expect((await fetched(`${url}other`)).status).toBe(500);
  expect(asked).toBe(2);
  server.close();
});

it('a name that leads to this machine is not followed there', async () => {
  await expect(publicFetch(false)('https://localhost/')).rejects.toThrow('localhost is not public');
});
