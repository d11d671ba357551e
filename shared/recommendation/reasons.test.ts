import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artefact, idOf, model, NOW, portsWith, tasteOf, wish } from '../../tests/support/recommending.js';
import { moods } from '../title/moods.js';
import { ProfileId } from '../viewer/household.js';
import { companies, devices, times } from './context.js';
import { groupChoices, pickedFor } from './group-pick.js';
import { adapterOf, fresh, learned } from './learning.js';
import { Model } from './model.js';
import { merged, whyOf } from './reasons.js';
import { recommend, shortlistOf, type Wish } from './recommend.js';
import { noTaste } from './taste.js';

/** Everybody's adapter, which bends every score. */
const everybodys = fresh();
everybodys.weights.set(everybodys.weights.map((_, i) => Math.sin(i) / 20));
const learnt = { model: new Model(model.base, everybodys), artefact };
const ports = portsWith();
const genres = ['horror', 'romance'];

/** Somebody's own, as it is learned of what they chose. */
function adapterFor(films: readonly number[]): Wish['adapter'] {
  const events = films.map((film, i) => ({
    id: `${film.toString(16).padStart(8, '0')}-0000-4000-8000-00000000000${i}`,
    type: 'rated' as const,
    title: idOf(film),
    rating: 5,
    time: NOW - 3_600_000 * (films.length - i),
  }));
  const known = adapterOf(
    learned({ taste: noTaste, adapter: undefined }, events, learnt.model)?.stored.adapter,
    learnt.model,
  );
  return known && 'adapter' in known ? known.adapter : undefined;
}

const requests = fc
  .record({
    films: fc.uniqueArray(fc.nat(39), { maxLength: 8 }),
    refused: fc.uniqueArray(fc.nat(39), { maxLength: 3 }),
    hasAdapter: fc.boolean(),
    favouriteGenres: fc.subarray(genres),
    again: fc.boolean(),
    context: fc.record({
      time: fc.option(fc.constantFrom(...times), { nil: undefined }),
      device: fc.option(fc.constantFrom(...devices), { nil: undefined }),
      company: fc.option(fc.constantFrom(...companies), { nil: undefined }),
      mood: fc.option(fc.constantFrom(...moods), { nil: undefined }),
    }),
    muted: fc.subarray(['popular', 'trending', 'taste', 'after']),
  })
  .map(({ films, refused, hasAdapter, favouriteGenres, muted, ...more }) => {
    const taste = { ...tasteOf(...films), refused: refused.map(idOf), muted };
    const adapter = hasAdapter ? adapterFor(films) : undefined;
    return wish(taste, { adapter, favouriteGenres, ...more });
  });

async function scoresOf(asked: Wish) {
  const shortlist = await shortlistOf(asked, learnt, ports);
  return new Map(shortlist.map((one) => [one.title.id, { ...one, parts: one.parts() }]));
}

const withMuted = (asked: Wish, ...keys: string[]): Wish => ({
  ...asked,
  taste: { ...asked.taste, muted: [...asked.taste.muted, ...keys] },
});

/** The same request without what a part rests on, and which parts go with it. */
function without(asked: Wish, key: string): { asked: Wish; isGone: (other: string) => boolean } {
  const [kind = '', value = ''] = key.split(':');
  if (kind === 'genre') {
    const favouriteGenres = asked.favouriteGenres.filter((genre) => genre !== value);
    return { asked: { ...asked, favouriteGenres }, isGone: (other) => other === key };
  }
  if (kind === 'context') return { asked: withMuted(asked, key), isGone: (other) => other === key };
  return { asked: withMuted(asked, kind), isGone: (other) => other.split(':')[0] === kind };
}

/** Scores are 32-bit floats. */
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a), Math.abs(b));

describe('the reasons of a recommendation', () => {
  it('add up to its score, and taking one away lowers it by the points stated', async () => {
    let compared = 0;
    const property = fc.asyncProperty(requests, async (asked) => {
      const all = await scoresOf(asked);
      const keys = new Set<string>();
      for (const { score, parts } of all.values()) {
        expect(
          near(
            parts.reduce((sum, { points }) => sum + points, 0),
            score,
          ),
        ).toBe(true);
        for (const { key } of parts) keys.add(key);
      }
      for (const key of keys) {
        const { asked: less, isGone } = without(asked, key);
        const scores = await scoresOf(less);
        for (const [id, { score, parts }] of all) {
          const lower = scores.get(id)?.score;
          if (lower === undefined) continue;
          const points = parts.filter((part) => isGone(part.key)).reduce((sum, one) => sum + one.points, 0);
          expect(near(score - lower, points), `${key} of ${id}: ${score - lower} for ${points}`).toBe(true);
          compared += 1;
        }
      }
    });
    await fc.assert(property, { numRuns: 25 });
    expect(compared).toBeGreaterThan(1_000);
  });

  it('can be switched off one by one: the next list is without', async () => {
    let switched = 0;
    const property = fc.asyncProperty(requests, async (asked) => {
      const given = (await recommend(asked, learnt, ports)).flatMap(({ parts }) => whyOf(parts, artefact));
      for (const key of new Set(given.map((why) => why.key))) {
        const next = await recommend(withMuted(asked, key), learnt, ports);
        const keys = next.flatMap(({ parts }) => whyOf(parts, artefact).map((why) => why.key));
        expect(keys, key).not.toContain(key);
        switched += 1;
      }
    });
    await fc.assert(property, { numRuns: 25 });
    expect(switched).toBeGreaterThan(100);
  });

  it('of a pick for several are parts of its score as well', async () => {
    const [ada, bo] = [1, 2].map((i) => ProfileId.parse(`00000000-0000-4000-8000-00000000000${i}`));
    if (!ada || !bo) throw new Error('two profiles');
    const property = fc.asyncProperty(requests, requests, async (one, other) => {
      const members = [
        { profile: ada, wish: one },
        { profile: bo, wish: other },
      ];
      for (const { score, parts } of pickedFor(await groupChoices(members, learnt, ports), ada, 3, new Set()))
        expect(
          near(
            parts.reduce((sum, { points }) => sum + points, 0),
            score,
          ),
        ).toBe(true);
    });
    await fc.assert(property, { numRuns: 10 });
  });

  it('are told with their shares, most first', async () => {
    const all = [...(await scoresOf(wish(tasteOf(1, 3, 5)))).values()].map(({ parts }) =>
      whyOf(parts, artefact),
    );
    const shares = all.map((why) => why.map(({ share }) => share));
    expect(shares).toEqual(shares.map((some) => [...some].sort((a, b) => b - a)));
    const reasons = all.flatMap((why) => why.map(({ reason }) => reason));
    expect([...new Set(reasons)]).toEqual(
      expect.arrayContaining(['popular', 'like film 5', 'watched after film 5']),
    );
  });

  it('are told once each, less what speaks against it', () => {
    const parts = [
      { key: 'popular', points: 3 },
      { key: 'popular', points: -1 },
      { key: 'new', points: 2 },
      { key: 'genre:horror', points: -4 },
    ];
    expect(merged(parts)).toHaveLength(3);
    expect(whyOf(parts, undefined)).toMatchObject([
      { key: 'popular', points: 2, share: 0.5 },
      { key: 'new', points: 2, share: 0.5 },
    ]);
  });
});

it('states shares of all that raises the score', () => {
  const parts = [
    { key: 'popular', points: 3 },
    { key: 'rated', points: 1 },
    { key: 'trending', points: -2 },
  ];
  const given = whyOf(parts, artefact);
  expect(given.map(({ key, share }) => [key, share])).toEqual([
    ['popular', 0.75],
    ['rated', 0.25],
  ]);
  expect(given.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});
