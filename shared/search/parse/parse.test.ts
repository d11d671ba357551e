import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { everydayQueries } from './everyday-queries.fixture.js';
import { knownNames, titleNames } from './known.fixture.js';
import { parseQuery } from './parse.js';
import { mayFilter, ParsedQuery, type Slot } from './slots.js';

const THIS_YEAR = 2026;
const parse = (text: string) => parseQuery(text, knownNames, THIS_YEAR);

function shown(slot: Slot): string {
  return `${slot.negated ? '!' : ''}${slot.slot}:${valueOf(slot)}`;
}

function valueOf(slot: Slot): string {
  switch (slot.slot) {
    case 'title':
    case 'reference':
      return [...new Set(slot.value.map((id) => titleNames.get(id)))].join('/');
    case 'genre':
      return slot.genres.join('+') || slot.value;
    case 'year':
    case 'runtime':
    case 'rating':
      return `${slot.value.from ?? ''}-${slot.value.to ?? ''}`;
    case 'price':
      return String(slot.value.max ?? '');
    default:
      return slot.value;
  }
}

/** Kinds of slot that may be found besides those that a test expects. */
const hints: readonly Slot['slot'][] = ['title', 'mood', 'theme', 'type'];

/** "Superhero" and the like: called a genre, but none of the catalogue's. */
const isUnknownGenre = (slot: Slot) => slot.slot === 'genre' && slot.genres.length === 0;

describe('everyday queries', () => {
  test.each(everydayQueries)('%s', (query, expected) => {
    const { slots } = parse(query);
    const wanted = expected.split(', ');
    expect(slots.map(shown)).toEqual(expect.arrayContaining(wanted));
    const others = slots.filter((slot) => !hints.includes(slot.slot) && !isUnknownGenre(slot)).map(shown);
    expect(others.filter((slot) => !wanted.includes(slot))).toEqual([]);
  });
});

test.each([
  ['movies like inception', 'search'],
  ['what 1990 movie stars tom hanks', 'search'],
  ['where can i watch jaws', 'search'],
  ['recommend a feel good movie', 'recommendation'],
  ['what should i watch tonight', 'recommendation'],
  ['suggest something with tom hanks', 'recommendation'],
  ['if you liked knives out', 'recommendation'],
  ['who directed jaws', 'trivia'],
  ['when was pulp fiction released', 'trivia'],
  ['how long is interstellar', 'trivia'],
])('%s: %s', (query, intent) => {
  expect(parse(query).intent).toBe(intent);
});

it('keeps a title that is something else too, whatever the other readings are', () => {
  for (const title of titleNames.values()) {
    const slots = parse(title.toUpperCase()).slots.filter(({ slot }) => slot === 'title');
    expect(slots.map(shown)).toContain(`title:${title}`);
    expect(slots[0]).toMatchObject({ start: 0, end: expect.any(Number), confidence: 1 });
  }
});

it('leaves the words that are in no slot, and those that tie slots together out', () => {
  expect(parse('80s horror with clowns on netflix').rest).toBe('clowns');
  expect(parse('up').rest).toBe('');
  expect(parse('the and of').rest).toBe('');
});

it('is never sure enough to filter by what a long description says', () => {
  const description = 'i saw it in the 80s, a horror film with tom hanks, ';
  expect(parse('80s horror').slots.some(mayFilter)).toBe(true);
  expect(parse(description.repeat(3)).slots.some(mayFilter)).toBe(false);
});

describe('bad input', () => {
  test.each([
    ['nothing', ''],
    ['spaces', '   \t\n '],
    ['emoji', '😀🎬👩‍👩‍👧‍👦'],
    ['right to left', 'أفلام رعب على نتفلكس'],
    ['mixed scripts', 'фильм ужасов 映画 horror ταινία 80s'],
    ['control characters', 'horror\u0000\u0007\u001b[31m 80s\uFFFF\uD800'],
    ['quotes', '"'.repeat(10_000)],
    ['apostrophes', "n't".repeat(5_000)],
    ['a regex bomb', `${'a'.repeat(30)}!`.repeat(300)],
    ['nested groups', '('.repeat(5_000) + 'x+x+'.repeat(500)],
    ['many digits', '1990'.repeat(3_000)],
    ['many cues', 'like the not by with from between 1990 and '.repeat(250)],
    ['many unknown words', 'qwzxv brpllk mnvbtr '.repeat(500)],
    ['many people', 'tom hanks steven spielberg '.repeat(400)],
    ['combining marks', `e${'\u0301'.repeat(9_000)}`],
  ])('%s are read in bounded time', (_, text) => {
    parse(text);
    const start = process.cpuUsage();
    const query = parse(text);
    const { user } = process.cpuUsage(start);
    expect(user / 1_000).toBeLessThan(100);
    expect(ParsedQuery.safeParse(query).error).toBeUndefined();
  });
});

const vocabulary = everydayQueries.flatMap(([query]) => query.split(' '));
const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.constantFrom(...vocabulary, 'n’t', '—', '$5', 'İ', 'ﬁ', '½'), { maxLength: 40 })
    .map((words) => words.join(' ')),
);

it('answers any text with slots that stand where they say, the same each time', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const query = parse(text);
      expect(ParsedQuery.parse(query)).toEqual(query);
      for (const { start, end, text: typed } of query.slots) {
        expect(end).toBeGreaterThan(start);
        expect(typed).toBe(text.slice(start, end));
      }
      expect(parse(text)).toEqual(query);
    }),
  );
});
