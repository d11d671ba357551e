import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import { matches } from '../../shared/search/matches.js';
import { suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
beforeAll(async () => {
  suite = await suiteWith(sampleTitles);
  // The first search of a process pays for what is loaded and compiled; how long strange words take is asked here.
  await search('a quiet film');
});
afterAll(() => suite.stop());

/** Of processor time in this process, the emulators' included: a busy machine does not count. */
const MOST_MS = 250;

/** By POST, because a URL of 10,000 quotes is refused before it is read. */
async function search(q: string, filters: object = {}) {
  const before = process.cpuUsage();
  const response = await suite.fetch('/api/v1/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ q, ...filters }),
  });
  const body = await response.text();
  const { user, system } = process.cpuUsage(before);
  return { status: response.status, body, milliseconds: (user + system) / 1_000 };
}

/** Asked twice, and the shorter time: a collection of garbage falls into one of them at most. */
async function searchTwice(q: string, filters: object = {}) {
  const [first, again] = [await search(q, filters), await search(q, filters)];
  return { first, again, milliseconds: Math.min(first.milliseconds, again.milliseconds) };
}

const strange: Record<string, string> = {
  'only stop words': 'the a of and it is',
  'only emoji': '🎬🍿😱👻',
  'right to left': 'فيلم عن الأحلام',
  'mixed scripts': 'amélie Амели 千と千尋 matrix',
  'control characters': 'dream\u0000s\u0007 in\u202e side\ufeff',
  'quotes without end': '"'.repeat(2_000),
  'brackets and stars': '(((((.*)*)*)*)+$'.repeat(100),
  'one long word': 'a'.repeat(2_000),
  'one word again and again': 'dream '.repeat(333),
  'half a surrogate pair': 'dream \ud83d inside',
  'a very long year': '9'.repeat(400),
  'many negations': 'not '.repeat(400),
};

it.each(Object.entries(strange))('answers %s', async (_, q) => {
  const { first, milliseconds } = await searchTwice(q.slice(0, 2_000));
  const { status, body } = first;
  expect([200, 400]).toContain(status);
  if (status === 200)
    expect(JSON.parse(body)).toMatchObject({ data: expect.any(Array), query: { slots: expect.any(Array) } });
  expect(milliseconds).toBeLessThan(MOST_MS);
});

it.each([
  ['nothing', ''],
  ['blanks', '   \t'],
  ['more than 2,000 characters', 'x'.repeat(2_001)],
  ['10,000 quotes', '"'.repeat(10_000)],
])('refuses %s and says why', async (_, q) => {
  const { status, body } = await search(q);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({
    code: 'invalid-request',
    errors: [{ field: expect.any(String) }],
  });
});

it('never fails, is bounded in time, leaks nothing past a filter and gives the same order again', async () => {
  const filters = { genres: ['action', 'drama'], year_from: 1995, year_to: 2012 };
  const word = fc.constantFrom(
    'dream',
    'matrix',
    'not',
    'from',
    '1999',
    'like',
    'the',
    'netflix',
    '"',
    'directed by',
    'ñ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
    fc.array(word, { minLength: 1, maxLength: 60 }).map((parts) => parts.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (q) => {
      const { first, again, milliseconds } = await searchTwice(q, filters);
      expect(first.status).toBeLessThan(500);
      expect(milliseconds).toBeLessThan(MOST_MS);
      if (first.status !== 200) return;
      const { data } = JSON.parse(first.body) as TitlePage;
      for (const title of data) expect(matches(title, filters)).toBe(true);
      expect((JSON.parse(again.body) as TitlePage).data.map(({ id }) => id)).toEqual(
        data.map(({ id }) => id),
      );
    }),
    { numRuns: 60 },
  );
});
