import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import { MAX_PAGE_BYTES, type UploadedLine } from '../../shared/ingestion/upload.js';
import type { Line } from './read-lines.js';

export interface Page {
  /** From 1. */
  number: number;
  lines: number;
  /** What is sent, as JSON. */
  body: string;
}

/** Where pages begin and end follows from the lines alone, so that the same file has the same pages again. */
export async function* pagesOf(lines: AsyncIterable<Line>): AsyncGenerator<Page> {
  let number = 0;
  let first = 0;
  let encoded: string[] = [];
  let bytes = 0;
  const page = (): Page => ({
    number: ++number,
    lines: encoded.length,
    body: `{"first_line":${first},"lines":[${encoded.join(',')}]}`,
  });
  for await (const line of lines) {
    const json = encodedLine(line);
    const size = Buffer.byteLength(json) + 1;
    if (encoded.length >= PAGE_SIZE || bytes + size > MAX_PAGE_BYTES) {
      yield page();
      encoded = [];
      bytes = 0;
    }
    if (encoded.length === 0) first = line.number;
    encoded.push(json);
    bytes += size;
  }
  if (encoded.length > 0) yield page();
}

function encodedLine({ text, fault }: Line): string {
  const line: UploadedLine = text ?? { refused: fault ?? 'cannot be read' };
  const json = JSON.stringify(line);
  if (Buffer.byteLength(json) < MAX_PAGE_BYTES) return json;
  return JSON.stringify({ refused: `is longer than ${MAX_PAGE_BYTES} bytes as a JSON string` });
}
