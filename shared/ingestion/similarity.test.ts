import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jaroWinkler } from './similarity.js';

/** Few letters, so that words share many of them. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'é', '🎬'), maxLength: 12 });

describe('Jaro-Winkler similarity', () => {
  it.each([
    ['MARTHA', 'MARHTA', 0.961],
    ['DIXON', 'DICKSONX', 0.813],
    ['DWAYNE', 'DUANE', 0.84],
    ['JELLYFISH', 'SMELLYFISH', 0.896],
    ['JONESABCDE', 'JONESVWXYZ', 0.8],
    ['abc', 'xyz', 0],
    ['', 'abc', 0],
    ['', '', 1],
  ])('of %s and %s is %d', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
  });

  it('takes a character outside the basic plane for one letter', () => {
    expect(jaroWinkler('🎬ab', '🎬ba')).toBe(jaroWinkler('xab', 'xba'));
  });

  it('is symmetric, from 0 to 1, and 1 for equal words only', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const similarity = jaroWinkler(a, b);
        expect(similarity).toBeCloseTo(jaroWinkler(b, a), 12);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
        expect(similarity === 1).toBe(a === b);
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts a common beginning for more than a common end', () => {
    fc.assert(
      fc.property(word, (common) => {
        fc.pre(common !== '');
        expect(jaroWinkler(`${common}x`, `${common}y`)).toBeGreaterThan(
          jaroWinkler(`x${common}`, `y${common}`),
        );
      }),
    );
  });
});
