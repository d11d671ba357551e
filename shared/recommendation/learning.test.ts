import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { chanceFrom } from '../sona/chance.js';
import { StoredBase } from '../sona/stored-base.js';
import { scoresOf } from '../sona/tower.js';
import { titleIdFrom } from '../title/title-id.js';
import { adapterOf, fresh, learned } from './learning.js';
import { Model } from './model.js';
import { afterFeedback, chosenOf, noTaste, Taste, type Timed } from './taste.js';
import type { StoredTaste } from './tastes.js';
import { trainBase } from './training.js';

const HOUR_MS = 3_600_000;
const idOf = (title: number) => titleIdFrom('test', String(title));
const rated = (title: number, time: number, rating = 5): Timed => ({
  id: randomUUID(),
  type: 'rated',
  title: idOf(title),
  rating,
  time,
});

/** Viewers who watch the even or the odd titles, upwards. */
const tastes: Taste[] = Array.from({ length: 60 }, (_, viewer) =>
  Array.from({ length: 8 }, (_, step) =>
    rated((viewer % 2) + 2 * ((viewer + step) % 20), (viewer + 70 * step) * HOUR_MS),
  ).reduce(afterFeedback, noTaste),
);
const chance = chanceFrom(1);
const trained = trainBase(tastes, 5_000_000, undefined, chance);
const model = new Model(new StoredBase(trained.file));
const nothing: StoredTaste = { taste: noTaste, adapter: undefined };
const learn = (stored: StoredTaste, ...events: Timed[]) => learned(stored, events, model)?.stored ?? stored;
const now = 600 * HOUR_MS;
const evens = [0, 2, 4, 6].map((title, i) => rated(title, now + i * HOUR_MS));

describe('a base', () => {
  it('is trained on what viewers chose, and proposes what comes next', () => {
    const chosen = chosenOf(learn(nothing, ...evens).taste);
    const likely = model.likely(chosen, now + 10 * HOUR_MS, 100);
    const { titles, request } = model.request({ chosen, titles: likely, now: now + 10 * HOUR_MS });
    const scores = scoresOf(request);
    const best = titles[scores.indexOf(Math.max(...scores))];
    expect([8, 10, 12].map(idOf)).toContain(best);
    expect(model.reachedFrom(chosen, idOf(8))).toBe(idOf(6));
  });

  it('is measured by choices that it has not seen', () => {
    expect(trained.quality).toBeGreaterThan(0.3);
    const seen = new Model(new StoredBase(trained.file));
    expect(trainBase(tastes, 5_000_001, seen, chance)).toMatchObject({ quality: null, isGood: true });
    const early = new Model(new StoredBase(trainBase(tastes, 1, undefined, chance).file));
    const forgetful = tastes.map((taste) => ({ ...taste, titles: taste.titles.slice(-2) }));
    expect(trainBase(forgetful, 2, early, chance).isGood).toBe(false);
    expect(trainBase(tastes, 2, early, chance).isGood).toBe(true);
  });

  it('holds nothing of any viewer', () => {
    expect(Buffer.from(trained.file).includes('viewer')).toBe(false);
  });
});

describe('an adapter', () => {
  it('learns with each choice, and is the same when the same comes again', () => {
    const once = learn(nothing, ...evens);
    const adapter = adapterOf(once.adapter, model);
    expect(adapter && 'adapter' in adapter && adapter.adapter.steps).toBe(4);
    expect(once.adapter?.byteLength).toBeLessThan(16_384);
    expect(learned(once, evens, model)).toBeUndefined();
    expect(learn(nothing, ...evens).adapter).toEqual(once.adapter);
  });

  it('raises what it has learned', () => {
    const surprising = [0, 7, 2, 9, 4, 11].map((title, i) => rated(title, now + i * HOUR_MS));
    const { taste, adapter } = learn(nothing, ...surprising);
    const own = adapterOf(adapter, model);
    if (!own || !('adapter' in own)) throw new Error('no adapter');
    const asked = { chosen: chosenOf(taste).slice(0, 1), titles: [idOf(7), idOf(2)], now };
    const lead = (scores: Float64Array) => (scores[0] ?? 0) - (scores[1] ?? 0);
    const without = lead(scoresOf(model.request(asked).request));
    const withIt = lead(scoresOf(model.request(asked, own.adapter).request));
    expect(withIt).toBeGreaterThan(without);
  });

  it('that is broken, or of another base, is learned anew', () => {
    const whole = learn(nothing, ...evens);
    for (const adapter of [
      Uint8Array.of(1, 2, 3),
      whole.adapter?.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
    ]) {
      const again = learned({ taste: whole.taste, adapter }, [rated(8, now + 5 * HOUR_MS)], model);
      expect(again?.fault).toBeTypeOf('string');
      const own = adapterOf(again?.stored.adapter, model);
      expect(own && 'adapter' in own && own.adapter.steps).toBe(4);
    }
  });

  it('is learned anew when a choice is taken back', () => {
    const whole = learn(nothing, ...evens);
    const less = learn(whole, { ...rated(6, now + 5 * HOUR_MS, 1) });
    const own = adapterOf(less.adapter, model);
    expect(own && 'adapter' in own && own.adapter.steps).toBe(2);
  });

  it('takes in a flood bounded', () => {
    const flood = Array.from({ length: 100 }, (_, i) => rated(i % 40, now + i));
    const own = adapterOf(learn(nothing, ...flood).adapter, model);
    expect(own && 'adapter' in own && own.adapter.steps).toBeLessThanOrEqual(20);
  });

  it('takes in a flood of what is taken back bounded, too', () => {
    const flood = Array.from({ length: 100 }, (_, i) => rated(i % 3, now + i, i % 2 ? 1 : 5));
    const scored = vi.spyOn(model, 'request');
    learn(learn(nothing, ...evens), ...flood);
    expect(scored.mock.calls.length).toBeLessThanOrEqual(4 + 20 + 50);
    scored.mockRestore();
  });

  it('is not kept where what it learns from is broken, and the taste is', () => {
    const broken = fresh();
    broken.weights.fill(Number.NaN);
    const after = learned(nothing, evens, new Model(model.base, broken));
    expect(after?.stored.adapter).toBeUndefined();
    expect(chosenOf(after?.stored.taste ?? noTaste)).toHaveLength(4);
  });

  it('learns of titles that are gone, and of times that cannot be', () => {
    const odd = [rated(999, now), rated(998, -1e15), rated(2, 8e15), rated(4, now)];
    const { adapter, taste } = learn(nothing, ...odd);
    expect(adapterOf(adapter, model)).toHaveProperty('adapter');
    expect(Taste.parse(JSON.parse(JSON.stringify(taste)))).toEqual(taste);
  });
});
