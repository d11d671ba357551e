import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Longest line that is kept, in bytes. Of a longer one only its place is told. */
export const MAX_LINE_BYTES = 600_000;

export interface Line {
  /** From 1. */
  number: number;
  /** Undefined when the line is longer than MAX_LINE_BYTES. */
  text: string | undefined;
}

/** The file's bytes, unpacked when its name ends in .gz. */
export function openFile(file: string): Readable {
  const raw = createReadStream(file);
  if (!file.endsWith('.gz')) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

/** Lines one by one, in memory for no more than one line, however long lines or file are. */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 1;
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield finish(number++, pieces, size, chunk.subarray(from, end));
      pieces = [];
      size = 0;
      from = end + 1;
    }
    size += chunk.length - from;
    if (size <= MAX_LINE_BYTES) pieces.push(chunk.subarray(from));
    else pieces = [];
  }
  if (size > 0) yield finish(number, pieces, size, Buffer.alloc(0));
}

function finish(number: number, pieces: readonly Buffer[], size: number, last: Buffer): Line {
  if (size + last.length > MAX_LINE_BYTES) return { number, text: undefined };
  return {
    number,
    text: Buffer.concat([...pieces, last])
      .toString('utf8')
      .replace(/\r$/, ''),
  };
}
