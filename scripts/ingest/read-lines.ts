import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MAX_LINE_BYTES } from '../../shared/ingestion/upload.js';

export interface Line {
  /** From 1. */
  number: number;
  /** Undefined when the line cannot be taken. */
  text: string | undefined;
  /** Why it cannot. */
  fault?: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The file's bytes, unpacked when its name ends in .gz. */
export function openFile(file: string): Readable {
  return watchFile(file).bytes;
}

export interface WatchedFile {
  bytes: Readable;
  /** How far into the file itself the reader has come. */
  bytesRead(): number;
}

/** As openFile, for someone who shows the progress. */
export function watchFile(file: string): WatchedFile {
  const raw = createReadStream(file);
  const bytesRead = () => raw.bytesRead;
  if (!file.endsWith('.gz')) return { bytes: raw, bytesRead };
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return { bytes: raw.pipe(unpacked), bytesRead };
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
  if (size + last.length > MAX_LINE_BYTES) {
    return { number, text: undefined, fault: `is longer than ${MAX_LINE_BYTES} bytes` };
  }
  try {
    const text = utf8.decode(Buffer.concat([...pieces, last])).replace(/\r$/, '');
    return { number, text: number === 1 ? text.replace(BYTE_ORDER_MARK, '') : text };
  } catch {
    return { number, text: undefined, fault: 'is not UTF-8' };
  }
}
