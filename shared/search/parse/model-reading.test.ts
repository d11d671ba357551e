import { describe, expect, it, test } from 'vitest';
import type { QueryReader, ReadableSlot, ReadSpan } from '../query-reader.js';
import { knownNames, titleNames } from './known.fixture.js';
import { withModelReading } from './model-reading.js';
import { parseQuery } from './parse.js';
import { mayFilter, ParsedQuery } from './slots.js';
import { tokenise } from './tokens.js';

const THIS_YEAR = 2026;

/** Labels words of the query, each as a reader would. */
function readerOf(query: string, ...labels: [slot: ReadableSlot, words: string, negated?: boolean][]) {
  const words = tokenise(query).map(({ word }) => word);
  let asked = 0;
  const reader: QueryReader = {
    async read() {
      asked++;
      return labels.map(([slot, said, negated = false]): ReadSpan => {
        const from = words.indexOf(said.split(' ')[0] ?? '');
        return { slot, from, to: from + said.split(' ').length, negated };
      });
    },
  };
  return { reader, asked: () => asked };
}

async function read(query: string, ...labels: Parameters<typeof readerOf>[1][]) {
  const { reader, asked } = readerOf(query, ...labels);
  const parsed = parseQuery(query, knownNames, THIS_YEAR);
  const merged = await withModelReading(query, parsed, reader, knownNames, THIS_YEAR);
  return { parsed, merged, asked: asked() };
}

it('adds what the parser left over, with values of the catalogue and the vocabularies', async () => {
  const { merged } = await read(
    'horror with clowns and sigourney weaver vibes akin to jaws',
    ['reference', 'jaws'],
    ['theme', 'clowns'],
  );
  const added = merged.slots.find(({ slot }) => slot === 'reference');
  expect(added).toMatchObject({ text: 'jaws', negated: false });
  expect(added?.slot === 'reference' && added.value.map((id) => titleNames.get(id))).toEqual(['Jaws']);
  expect(merged.slots.filter(({ slot }) => slot === 'theme')).toEqual([]);
  expect(merged.rest).not.toContain('jaws');
  expect(ParsedQuery.parse(merged)).toEqual(merged);
});

test.each<[string, string, Parameters<typeof readerOf>[1]]>([
  ['actor', 'clowns and one Zoe Zebra somewhere', ['actor', 'zoe zebra']],
  ['director', 'clowns and one Zoe Zebra somewhere', ['director', 'zoe zebra', true]],
])('keeps the name of an unknown %s as it was typed', async (slot, query, label) => {
  const { merged } = await read(query, label);
  expect(merged.slots).toContainEqual(
    expect.objectContaining({ slot, value: 'Zoe Zebra', text: 'Zoe Zebra', negated: label[2] ?? false }),
  );
});

it('never reads over what the parser found', async () => {
  const { parsed, merged } = await read('80s horror with clowns', ['actor', 'horror'], ['mood', '80']);
  expect(merged).toEqual(parsed);
});

it('is never sure enough to leave titles out', async () => {
  const { parsed, merged } = await read('clowns and heartbreak around zoe zebra', ['actor', 'zoe zebra']);
  const added = merged.slots.filter((slot) => !parsed.slots.includes(slot));
  expect(added).toHaveLength(1);
  expect(added.some(mayFilter)).toBe(false);
});

describe('is not asked', () => {
  test.each([...titleNames.values(), '80s horror on netflix'])('%s', async (query) => {
    const { parsed, merged, asked } = await read(query, ['actor', query.toLowerCase()]);
    expect(asked).toBe(0);
    expect(merged).toBe(parsed);
  });
});

it('makes nothing of places that the query does not have', async () => {
  const query = 'clowns and heartbreak';
  const parsed = parseQuery(query, knownNames, THIS_YEAR);
  const reader: QueryReader = { read: async () => [{ slot: 'actor', from: 2, to: 9, negated: false }] };
  expect(await withModelReading(query, parsed, reader, knownNames, THIS_YEAR)).toEqual(parsed);
});

it('leaves a query as it was read where there is no reading', async () => {
  const parsed = parseQuery('clowns and heartbreak', knownNames, THIS_YEAR);
  const reader: QueryReader = { read: async () => undefined };
  expect(await withModelReading('clowns and heartbreak', parsed, reader, knownNames, THIS_YEAR)).toBe(parsed);
});
