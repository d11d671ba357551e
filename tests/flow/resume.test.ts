import { afterAll, beforeAll, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { AdminApi } from '../../scripts/ingest/admin-api.js';
import type { Line } from '../../scripts/ingest/read-lines.js';
import { uploadCatalogue } from '../../scripts/ingest/upload.js';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(() => suite.stop());

const titles = [...Array(1_000).keys()].map((i) =>
  JSON.stringify({ id: `n${i}`, type: 'movie', title: `Number ${i}`, year: 1950 + (i % 70) }),
);

/** Lines of a file whose reader is killed before the line `until`. */
async function* linesUntil(texts: readonly string[], until = texts.length): AsyncGenerator<Line> {
  for (const [i, text] of texts.entries()) {
    if (i === until) throw new Error('killed');
    yield { number: i + 1, text };
  }
}

async function send(name: string, lines: AsyncIterable<Line>) {
  const target = { api: suite.api, token: await suite.operatorToken() };
  return uploadCatalogue(target, { name, provider: 'file' }, lines);
}

/** How often each step of the pipeline has handled a message. */
async function handled(step: string): Promise<number> {
  const metrics = await (await suite.fetch('/metrics')).text();
  const series = new RegExp(
    `^messages_handled_total\\{.*function="${step}".*outcome="done".*\\} (\\d+)$`,
    'm',
  );
  return Number(series.exec(metrics)?.[1] ?? 0);
}

it('goes on where a killed command stopped, and does nothing twice', async () => {
  await expect(send('killed', linesUntil(titles, 700))).rejects.toThrow('killed');
  await suite.drain();
  expect(await handled('normalise-page')).toBe(5);
  const { summary } = await send('killed', linesUntil(titles));
  expect(summary).toMatchObject({
    state: 'complete',
    pages: 8,
    read: 1_000,
    ingested: 1_000,
    changed: 1_000,
  });
  for (const step of ['normalise-page', 'resolve-page', 'embed-page', 'index-page'])
    expect(await handled(step)).toBe(8);
});

it('sends a page that the pipeline has under way no second time', async () => {
  const before = await handled('normalise-page');
  const admin = new AdminApi({ api: suite.api, token: await suite.operatorToken() });
  const put = async (run: string) => {
    await admin.open(run, 'file');
    await admin.put(run, 1, JSON.stringify({ first_line: 1, lines: [titles[0]] }));
  };
  await put('twice');
  await suite.drain();
  await put('twice');
  await suite.drain();
  expect(await handled('normalise-page')).toBe(before + 1);
});

it('gives up a file of which no line is a title, and says so', async () => {
  const garbage = [...Array(20_000).keys()].map((i) => `0x${i.toString(16)}`);
  await expect(send('garbage', linesUntil(garbage))).rejects.toThrow(
    /Not one of the first \d+ lines is a title/,
  );
}, 60_000);

it('tells every refused line in its order, with the reason', async () => {
  const lines = titles.map((title, i) => (i % 100 === 50 ? `{"id":${i}` : title));
  const { summary, rejects } = await send('some-bad', linesUntil(lines));
  const told = [];
  for await (const { line } of rejects()) told.push(line);
  expect(told).toEqual([51, 151, 251, 351, 451, 551, 651, 751, 851, 951]);
  expect(summary).toMatchObject({ read: 1_000, ingested: 990, rejected: 10 });
});
