import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceFrom } from '../sona/chance.js';
import { clippedDelta, noiseFor, privateMean } from '../sona/private-delta.js';
import { StoredBase } from '../sona/stored-base.js';
import { titleIdFrom } from '../title/title-id.js';
import { fresh } from './learning.js';
import { Model } from './model.js';
import { qualityOf } from './quality.js';
import { defaultSharing, sharedAdapter, sharedIfBetter } from './sharing.js';
import { noTaste, type TitleTold } from './taste.js';
import { trainBase } from './training.js';

const lengthOf = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const { clip, leastViewers } = defaultSharing;
const half = fresh().shape.rank * fresh().shape.outputs;
/** Of most of such numbers a delta stays within the clip. */
const SIZE = clip / Math.sqrt(half);
const deltas = (count: number, chance = chanceFrom(1)) =>
  Array.from({ length: count }, () => Float32Array.from({ length: half }, () => SIZE * (chance() - 0.4)));

describe('what one viewer can add', () => {
  const numbers = fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 4, maxLength: 4 });
  const delta = numbers.map((values) => Float32Array.from(values));

  it('is never longer than the clip', () => {
    fc.assert(
      fc.property(delta, (one) => {
        expect(lengthOf(clippedDelta(one, clip))).toBeLessThanOrEqual(clip * (1 + 1e-6));
      }),
    );
  });

  it('changes the sum by at most the clip when zeros take its place', () => {
    fc.assert(
      fc.property(fc.array(delta, { minLength: 1, maxLength: 8 }), fc.nat(7), (all, place) => {
        const without = all.map((one, i) => (i === place % all.length ? new Float32Array(4) : one));
        const [a, b] = [all, without].map((some) =>
          privateMean(some, { clip, noise: 0 }, chanceFrom(1)).map((value) => value * all.length),
        );
        const change = (a ?? new Float32Array(4)).map((value, i) => value - (b?.[i] ?? 0));
        expect(lengthOf(change)).toBeLessThanOrEqual(clip * (1 + 1e-5));
      }),
    );
  });
});

describe('the noise', () => {
  it('is what epsilon and delta ask for', () => {
    // rho = 1 / (2 sigma^2), and rho + 2 sqrt(rho ln(1/delta)) is epsilon again.
    for (const privacy of [
      { epsilon: 1, delta: 1e-5 },
      { epsilon: 0.1, delta: 1e-6 },
      { epsilon: 8, delta: 1e-5 },
    ]) {
      const rho = 1 / (2 * noiseFor(privacy) ** 2);
      expect(rho + 2 * Math.sqrt(rho * Math.log(1 / privacy.delta))).toBeCloseTo(privacy.epsilon, 9);
    }
    expect(noiseFor({ epsilon: 1, delta: 1e-5 })).toBeCloseTo(4.9, 2);
  });

  it('is on the adapter as it is made', () => {
    const still = deltas(leastViewers).map((one) => one.fill(0));
    const adapter = sharedAdapter(still, chanceFrom(2));
    const values = adapter?.weights.slice(-half) ?? new Float32Array(0);
    const deviation = lengthOf(values) / Math.sqrt(half);
    const stated = (noiseFor(defaultSharing) * clip) / leastViewers;
    expect(deviation / stated).toBeGreaterThan(0.85);
    expect(deviation / stated).toBeLessThan(1.15);
  });
});

describe('the adapter of everybody', () => {
  it('is none of fewer viewers than hide each other', () => {
    expect(sharedAdapter(deltas(leastViewers - 1), chanceFrom(1))).toBeUndefined();
    expect(sharedAdapter(deltas(leastViewers), chanceFrom(1))).toBeDefined();
  });

  it('has what deltas have in common, and the half that never changes', () => {
    const adapter = sharedAdapter(deltas(leastViewers), chanceFrom(1), { ...defaultSharing, epsilon: 1e6 });
    const values = adapter?.weights.slice(-half) ?? new Float32Array(0);
    expect(values.reduce((sum, value) => sum + value, 0) / half / SIZE).toBeCloseTo(0.1, 2);
    expect(adapter?.weights.slice(0, -half)).toEqual(fresh().weights.slice(0, -half));
  });

  const chosenBy = (titles: readonly number[]): TitleTold[] =>
    titles.map((title, i) => ({ title: titleIdFrom('test', String(title)), at: i * 3_600_000, rating: 5 }));
  const chance = chanceFrom(9);
  const some = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, i) => from + i)
      .map((title) => ({ title, place: chance() }))
      .sort((a, b) => a.place - b.place)
      .slice(0, 8)
      .map(({ title }) => title);
  /** What a base was trained on: everybody chooses the same twenty titles, and some another. */
  const before = Array.from({ length: 120 }, (_, i) => ({
    ...noTaste,
    titles: chosenBy([...some(0, 20), ...(i % 6 === 0 ? some(20, 40) : [])]),
  }));
  const model = new Model(new StoredBase(trainBase(before, 7, undefined, chanceFrom(1)).file));
  /** What has come since: nobody chooses those twenty any more. */
  const since = Array.from({ length: 80 }, () => chosenBy(some(20, 40)));
  const viewers = {
    learned: since.map((chosen) => chosen.slice(0, -1)),
    heldOut: since.flatMap((chosen) => {
      const choice = chosen.at(-1);
      return choice ? [{ before: chosen.slice(0, -1), choice }] : [];
    }),
  };
  const shared = (epsilon: number, more = {}, of = viewers) =>
    sharedIfBetter(model, of, chanceFrom(3), { ...defaultSharing, epsilon, leastViewers: 50, ...more });

  it('is there where a model does better with it', () => {
    const without = qualityOf(model, viewers.heldOut);
    const { adapter, quality } = shared(1_000);
    expect(quality).toBeGreaterThan(without ?? 1);
    expect(adapter).toBeDefined();
  });

  it('is worthless where it is broken, and not the best of all', () => {
    const broken = fresh();
    broken.weights.fill(Number.NaN);
    expect(qualityOf(new Model(model.base, broken), viewers.heldOut)).toBe(0);
  });

  it('is none where a model does worse with it, where that cannot be told, or of too few', () => {
    const { adapter, quality } = shared(0.001);
    expect(quality).toBeLessThan(qualityOf(model, viewers.heldOut) ?? 0);
    expect(adapter).toBeUndefined();
    const none = { adapter: undefined, quality: null };
    expect(shared(1_000, { leastViewers: 81 })).toEqual(none);
    expect(shared(1_000, {}, { ...viewers, heldOut: viewers.heldOut.slice(0, 49) })).toEqual(none);
  });
});
