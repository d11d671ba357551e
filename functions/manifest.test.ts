import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { services } from './manifest.js';

it('holds every service, under the name of its file', () => {
  const files = readdirSync(new URL('services', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
  expect(Object.keys(services).sort()).toEqual(files.sort());
});
