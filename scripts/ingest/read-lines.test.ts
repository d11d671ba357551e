import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../../shared/ingestion/upload.js';
import { readLines } from './read-lines.js';

async function* chunks(text: Buffer, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size);
}

async function read(text: string | Buffer, size = 65_536) {
  const lines = [];
  for await (const line of readLines(chunks(Buffer.from(text), size))) lines.push(line);
  return lines;
}

it('gives the lines that were joined, however the bytes are cut', async () => {
  const line = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]/g, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1 }),
      fc.integer({ min: 1, max: 7 }),
      async (lines, size) => {
        const found = await read(`${lines.join('\n')}\n`, size);
        expect(found.map(({ text }) => text)).toEqual(lines.map((text) => Buffer.from(text).toString()));
        expect(found.map(({ number }) => number)).toEqual(lines.map((_, i) => i + 1));
      },
    ),
  );
});

it('passes over a line that is too long and goes on', async () => {
  const found = await read(`a\n${'x'.repeat(MAX_LINE_BYTES * 3)}\nb`);
  expect(found).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: undefined, fault: `is longer than ${MAX_LINE_BYTES} bytes` },
    { number: 3, text: 'b' },
  ]);
});

it('passes over a line that is not UTF-8, and takes no mark of the byte order for text', async () => {
  const bytes = [Buffer.from('\uFEFFa\n'), Buffer.of(0x7b, 0xff, 0x7d, 0x0a), Buffer.from('\uFEFFb')];
  const found = await read(Buffer.concat(bytes));
  expect(found).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: undefined, fault: 'is not UTF-8' },
    { number: 3, text: '\uFEFFb' },
  ]);
});

it('keeps no more than a line in memory, however long the file goes on without a line break', async () => {
  const block = Buffer.alloc(1 << 20, 'x');
  let most = 0;
  async function* endless() {
    for (let i = 0; i < 2_000; i++) {
      most = Math.max(most, process.memoryUsage().external);
      yield block;
    }
  }
  const before = process.memoryUsage().external;
  const found = [];
  for await (const line of readLines(endless())) found.push(line);
  expect(found).toEqual([{ number: 1, text: undefined, fault: `is longer than ${MAX_LINE_BYTES} bytes` }]);
  expect(most - before).toBeLessThan(8 << 20);
});
