import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Facts, factsSize, factsVector, factsVersion } from './facts-vector.js';

const name = fc.string({ unit: fc.constantFrom(...'abcdefghij éÜß日🚀'), minLength: 1, maxLength: 8 });
const names = fc.uniqueArray(name, { maxLength: 6 });
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  people: names,
  genres: names,
  themes: names,
  moods: names,
  keywords: names,
  collection: fc.option(name),
  decade: fc.option(fc.integer({ min: 187, max: 202 }).map((decade) => decade * 10)),
});

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0);
}

const heist: Facts = {
  people: ['Ana Ruiz', 'Tom Bell', 'Kim Lee'],
  genres: ['crime', 'thriller'],
  themes: ['heist', 'revenge'],
  moods: ['tense'],
  keywords: [],
  collection: null,
  decade: 1990,
};

describe('the vector of facts', () => {
  it('has unit length, or none without facts', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const vector = factsVector(facts);
        expect(vector).toHaveLength(factsSize);
        const length = Math.sqrt(cosine(vector, vector));
        expect(Math.abs(length - 1) < 1e-5 || vector.every((x) => x === 0)).toBe(true);
      }),
    );
    expect(factsVector({}).every((x) => x === 0)).toBe(true);
    expect(factsVector({ people: ['', ' – '], collection: null }).every((x) => x === 0)).toBe(true);
  });

  it('depends on the facts alone: not on their order, on repetition, or on what was seen before', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (facts, other) => {
        const first = factsVector(facts);
        factsVector(other);
        const turned: Facts = {
          ...facts,
          people: [...facts.people, ...facts.people].reverse(),
          genres: facts.genres.toReversed(),
          keywords: facts.keywords.toReversed(),
        };
        expect(factsVector(turned)).toEqual(first);
      }),
    );
  });

  it('stays what it is as long as its version does', () => {
    const digest = createHash('sha256')
      .update(new Uint8Array(factsVector(heist).buffer))
      .digest('hex');
    expect([factsVersion, digest.slice(0, 16)]).toEqual(['facts-1', '23617fb5ef32fe15']);
  });

  it('overlooks case, accents and punctuation', () => {
    const plain = factsVector({ people: ['Penelope Cruz'], collection: 'Spider-Man' });
    expect(factsVector({ people: [' PENÉLOPE  Cruz'], collection: 'spider man' })).toEqual(plain);
  });

  it('tells the kinds apart', () => {
    const [person, theme] = [factsVector({ people: ['winter'] }), factsVector({ themes: ['winter'] })];
    expect(Math.abs(cosine(person, theme))).toBeLessThan(0.4);
  });

  it('puts titles that share facts nearer than titles that share none', () => {
    const alike = factsVector({ ...heist, people: ['Ana Ruiz', 'Lee Jo'], decade: 2000 });
    const unlike = factsVector({
      people: ['Joe Day'],
      genres: ['animation', 'family'],
      themes: ['friendship'],
      moods: ['cosy'],
      decade: 2010,
    });
    expect(cosine(factsVector(heist), alike)).toBeGreaterThan(0.6);
    expect(Math.abs(cosine(factsVector(heist), unlike))).toBeLessThan(0.25);
  });

  it('finds a title by one person of it among a thousand others', () => {
    const query = factsVector({ people: ['Ana Ruiz'] });
    const others = Array.from({ length: 1000 }, (_, index) =>
      factsVector({
        ...heist,
        people: [`Person ${index}`, `Other ${index}`],
        collection: `Saga ${index % 50}`,
      }),
    );
    const best = Math.max(...others.map((other) => cosine(query, other)));
    expect(cosine(query, factsVector(heist))).toBeGreaterThan(best);
  });

  it('gives each kind its weight however many facts it has', () => {
    const cast = (of: string, size: number) => Array.from({ length: size }, (_, index) => `${of} ${index}`);
    const [crowd, pair] = [
      factsVector({ genres: ['crime'], people: cast('Person', 50) }),
      factsVector({ genres: ['crime'], people: cast('Other', 2) }),
    ];
    expect(cosine(crowd, pair)).toBeGreaterThan(0.35);
    expect(cosine(crowd, pair)).toBeLessThan(0.65);
  });

  it('keeps unrelated facts nearly orthogonal', () => {
    const vectors = Array.from({ length: 200 }, (_, index) => factsVector({ people: [`Person ${index}`] }));
    const cosines = vectors.flatMap((a, i) => vectors.slice(i + 1).map((b) => cosine(a, b)));
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean(cosines))).toBeLessThan(0.01);
    const deviation = Math.sqrt(mean(cosines.map((x) => x * x)));
    expect(deviation).toBeGreaterThan(0.055);
    expect(deviation).toBeLessThan(0.07);
  });
});
