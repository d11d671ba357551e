import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { vendorEdits } from './vendor-edits.js';

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url)), 'utf8');

describe.each(Object.entries(vendorEdits))('%s', (file, edit) => {
  const edited = edit(read(file));

  test('is the file that the change was written for, once', () => {
    expect(edited).not.toBe(read(file));
    if (!file.endsWith('.json')) expect(() => edit(edited)).toThrow('no longer says once');
  });

  test.runIf(file.endsWith('.json'))('still explains every type that it names', () => {
    const root = protobuf.Root.fromJSON(JSON.parse(edited));
    expect(() => root.resolveAll()).not.toThrow();
    expect(edited.length).toBeLessThan(read(file).length / 2 + 20_000);
  });
});
