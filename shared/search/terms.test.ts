import { expect, it } from 'vitest';
import { queryTerms, termWeights } from './terms.js';

/** What the index computes, without the inverse document frequency. */
function score(query: string, document: ReturnType<typeof termWeights>): number {
  const terms = queryTerms(query);
  if (!terms) return 0;
  return terms.indices.reduce((sum, term) => sum + (document.values[document.indices.indexOf(term)] ?? 0), 0);
}

const heat = termWeights({ titles: ['Heat'], rest: ['A detective hunts a crew of thieves.'] });
const thief = termWeights({ titles: ['Thief'], rest: ['The heat of the night, and a safe-cracker.'] });

it('weighs the title above the rest, and the whole title above all', () => {
  expect(score('heat', heat)).toBeGreaterThan(score('heat', thief) * 2);
  expect(score('detective thieves', heat)).toBeGreaterThan(0);
  expect(score('musical', heat)).toBe(0);
});

it('weighs a word of the title above the same word elsewhere', () => {
  const wave = termWeights({ titles: ['Heat Wave'], rest: ['A summer in the city.'] });
  const city = termWeights({ titles: ['City Summer'], rest: ['A wave of heat.'] });
  expect(score('heat', wave)).toBeGreaterThan(score('heat', city) * 1.15);
});

it('reads words without regard to case, accents and punctuation', () => {
  const amelie = termWeights({ titles: ['Amélie'], rest: [] });
  expect(score('AMELIE!', amelie)).toBe(score('amélie', amelie));
  expect(queryTerms('?!…')).toBeUndefined();
});

it('gives sorted, distinct term numbers', () => {
  expect(heat.indices).toEqual([...new Set(heat.indices)].sort((a, b) => a - b));
  expect(heat.values).toHaveLength(heat.indices.length);
});
