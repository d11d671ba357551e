import { expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../shared/function/body.js';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import { MAX_LINE_BYTES, type UploadedLine } from '../../shared/ingestion/upload.js';
import { type Page, pagesOf } from './pages.js';
import type { Line } from './read-lines.js';

async function pagesFrom(texts: readonly (string | undefined)[]) {
  async function* lines(): AsyncGenerator<Line> {
    for (const [i, text] of texts.entries())
      yield { number: i + 1, text, ...(text === undefined && { fault: 'is not UTF-8' }) };
  }
  const pages: Page[] = [];
  for await (const page of pagesOf(lines())) pages.push(page);
  return pages;
}

function contentOf({ body }: Page): { first_line: number; lines: UploadedLine[] } {
  return JSON.parse(body);
}

it('cuts lines into pages that hold every line once, in its place', async () => {
  const texts = Array.from({ length: 3 * PAGE_SIZE + 1 }, (_, i) => `{"id":"${i}"}`);
  const pages = await pagesFrom(texts);
  expect(pages.map(({ number, lines }) => [number, lines])).toEqual([
    [1, 128],
    [2, 128],
    [3, 128],
    [4, 1],
  ]);
  expect(pages.map((page) => contentOf(page).first_line)).toEqual([1, 129, 257, 385]);
  expect(pages.flatMap((page) => contentOf(page).lines)).toEqual(texts);
});

it('keeps the place of a line that cannot be sent', async () => {
  const [page] = await pagesFrom(['a', undefined, 'b']);
  expect(page && contentOf(page).lines).toEqual(['a', { refused: 'is not UTF-8' }, 'b']);
});

it('sends no body that the system would refuse, whatever the lines hold', async () => {
  const texts = ['a', '"\\\u0001', 'é€😀'].map((unit) =>
    unit.repeat(MAX_LINE_BYTES / Buffer.byteLength(unit)),
  );
  const pages = await pagesFrom([...texts, ...texts]);
  for (const { body } of pages) expect(Buffer.byteLength(body)).toBeLessThan(MAX_BODY_BYTES);
  const refused = pages.flatMap((page) => contentOf(page).lines).filter((line) => typeof line !== 'string');
  expect(refused).toHaveLength(2);
});
