import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CODE_FILE, compiledFile, loadService } from './load-service.js';

const code =
  "globalThis.loadedFrom = [__filename, require('node:path').basename(__dirname), typeof module.exports];";
const folders: string[] = [];
/** Another path each time: what this process has compiled already, V8 does not ask the file for. */
function bundle(compiled?: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  folders.push(folder);
  writeFileSync(join(folder, CODE_FILE), code);
  if (compiled) writeFileSync(join(folder, compiledFile()), compiled);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function expectToRun(folder: string): void {
  const { loadedFrom } = globalThis as { loadedFrom?: unknown };
  expect(loadedFrom).toEqual([join(folder, CODE_FILE), basename(folder), 'object']);
}

describe('the code of a bundle', () => {
  test('runs as a CommonJS file does', () => {
    const folder = bundle();
    loadService(folder);
    expectToRun(folder);
  });

  test('is taken as it was compiled before', () => {
    const folder = bundle(loadService(bundle()).createCachedData());
    expect(loadService(folder).cachedDataRejected).toBe(false);
    expectToRun(folder);
  });

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['noise', () => Buffer.alloc(4_096, 'noise')],
    ['half of it', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['what another V8 compiled', (whole: Buffer) => Buffer.from(whole).fill(0x5a, 4, 8)],
  ])('is compiled anew where the compiled form is %s', (_, spoilt) => {
    const folder = bundle(spoilt(loadService(bundle()).createCachedData()));
    expect(loadService(folder).cachedDataRejected).toBe(true);
    expectToRun(folder);
  });
});
