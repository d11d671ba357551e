import { expect, it } from 'vitest';
import { importanceOf } from './term-importance.js';
import { matchedTerms, queryTerms, type SearchableText, termWeights, titleLikeness } from './terms.js';

const nothing: SearchableText = {
  title: [],
  about: [],
  keywords: [],
  genres: [],
  people: [],
  background: [],
};
const document = (text: Partial<SearchableText>) => termWeights({ ...nothing, ...text });

/** What the index computes, without the inverse document frequency. */
function score(query: string, { indices, values }: ReturnType<typeof termWeights>): number {
  const terms = queryTerms(query);
  if (!terms) return 0;
  return terms.indices.reduce(
    (sum, term, i) => sum + (terms.values[i] ?? 0) * (values[indices.indexOf(term)] ?? 0),
    0,
  );
}

const heat = document({ title: ['Heat'], about: ['A detective hunts a crew of thieves.'] });
const thief = document({ title: ['Thief'], about: ['The heat of the night, and a safe-cracker.'] });

it('weighs the title above the rest, and the whole title above all', () => {
  expect(score('heat', heat)).toBeGreaterThan(score('heat', thief) * 2);
  expect(score('detective thieves', heat)).toBeGreaterThan(0);
  expect(score('musical', heat)).toBe(0);
});

it('weighs a word of the title above the same word elsewhere, in a query that may be a title', () => {
  const wave = document({ title: ['Heat Wave'], about: ['A summer in the city.'] });
  const city = document({ title: ['City Summer'], about: ['A wave of heat.'] });
  expect(score('heat', wave)).toBeGreaterThan(score('heat', city) * 1.15);
  const long = `heat ${Array.from({ length: 20 }, (_, i) => `unheard${i}`).join(' ')}`;
  expect(score(long, wave)).toBeLessThan(score('heat', wave) / 2);
});

it('reads words without regard to case, accents, punctuation and endings', () => {
  const amelie = document({ title: ['Amélie'] });
  expect(score('AMELIE!', amelie)).toBe(score('amélie', amelie));
  expect(score('hunting detectives', heat)).toBe(score('hunts detective', heat));
  expect(queryTerms('?!…')).toBeUndefined();
});

it('weighs what a description is about above how people describe', () => {
  expect(importanceOf('movi')).toBeLessThan(0.1);
  expect(importanceOf('rememb')).toBeLessThan(0.2);
  expect(importanceOf('submarin')).toBeGreaterThan(0.4);
  expect(importanceOf('nobody-ever-said-this')).toBe(1);
});

it('takes few words for a title and many for a description', () => {
  expect([1, 4, 8, 12, 100].map(titleLikeness)).toEqual([1, 1, 0.5, 0, 0]);
});

it('gives sorted, distinct term numbers', () => {
  expect(heat.indices).toEqual([...new Set(heat.indices)].sort((a, b) => a - b));
  expect(heat.values).toHaveLength(heat.indices.length);
});

it('counts a title as matching by any word in any field', () => {
  expect(matchedTerms('thieves').every((term) => heat.indices.includes(term))).toBe(true);
  expect(matchedTerms('musical').some((term) => heat.indices.includes(term))).toBe(false);
});
