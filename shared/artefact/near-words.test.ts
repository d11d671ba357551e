import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardWords, NearWords, wordsBeginningNear } from './near-words.js';
import { packWords, Words } from './words.js';

/** Optimal string alignment by the whole matrix, as textbooks have it. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let j = 1; j <= b.length; j++) (rows[0] as number[])[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1)
        least = Math.min(least, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = least;
    }
  }
  return at(a.length, b.length);
}

function vocabulary(words: readonly string[]): Words {
  const { letters, ends } = packWords([...new Set(words)].sort());
  return new Words(letters, ends);
}

function nearOf(words: readonly string[]): NearWords {
  const backward = backwardWords([...new Set(words)].sort());
  return new NearWords(vocabulary(words), vocabulary(backward.words), backward.numbers);
}

const letter = fc.constantFrom('a', 'b', 'c', 'é', '映');
const word = fc.string({ unit: letter, minLength: 1, maxLength: 8 });
const edits = fc.constantFrom(0, 1, 2);
const given = [fc.array(word, { maxLength: 60 }), word, edits] as const;

it('finds what comparing with every word would find, and nothing else', () => {
  fc.assert(
    fc.property(...given, (all, wanted, most) => {
      const words = vocabulary(all);
      const found = nearOf(all)
        .find(wanted, most)
        .map(({ word, edits }) => [words.at(word), edits]);
      const expected = [...new Set(all)]
        .sort()
        .map((other) => [other, distance(wanted, other)] as const)
        .filter(([, apart]) => apart <= most);
      expect(found).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

it('finds a word of which any one letter was left out, doubled, replaced or swapped with the next', () => {
  const known = 'abcdefghijklmnopqrst';
  const words = nearOf(Array.from(known, (_, i) => known.slice(0, i + 1)));
  for (let length = 2; length <= known.length; length++) {
    const whole = known.slice(0, length);
    for (let i = 0; i < length - 1; i++) {
      const [before, letter, after] = [whole.slice(0, i), whole[i] ?? '', whole.slice(i + 1)];
      const swapped = before + (after[0] ?? '') + letter + after.slice(1);
      for (const mistyped of [
        before + after,
        before + letter + letter + after,
        `${before}x${after}`,
        swapped,
      ])
        for (const edits of [1, 2])
          expect(words.find(mistyped, edits)).toContainEqual({ word: length - 1, edits: 1 });
    }
  }
});

it('finds the words of which a beginning is near, each with the least edits', () => {
  fc.assert(
    fc.property(...given, (all, wanted, most) => {
      const words = vocabulary(all);
      const found = wordsBeginningNear(words, wanted, most).flatMap(({ from, to, edits }) =>
        Array.from({ length: to - from }, (_, i) => [words.at(from + i), edits]),
      );
      const nearest = (other: string) =>
        Math.min(...Array.from({ length: other.length + 1 }, (_, i) => distance(wanted, other.slice(0, i))));
      const expected = [...new Set(all)]
        .sort()
        .map((other) => [other, nearest(other)] as const)
        .filter(([, apart]) => apart <= most);
      expect(found).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

describe('the order of words', () => {
  it('knows each word by its number and each beginning as a stretch', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), word, (all, wanted) => {
        const words = vocabulary(all);
        const sorted = [...new Set(all)].sort();
        expect(words.numberOf(wanted) ?? -1).toBe(sorted.indexOf(wanted));
        const { from, to } = words.beginningWith(wanted);
        expect(sorted.slice(from, to)).toEqual(sorted.filter((other) => other.startsWith(wanted)));
      }),
    );
  });

  it('looks no further than it can count', () => {
    const long = 'a'.repeat(31);
    const words = nearOf([long, 'b'.repeat(300), 'c'.repeat(30)]);
    expect(words.find(long, 2)).toEqual([]);
    expect(words.find('c'.repeat(29), 1)).toHaveLength(1);
    expect(words.find('', 2)).toEqual([]);
  });
});
