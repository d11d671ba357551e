import { expect, it } from 'vitest';
import { pointsOf, withoutReason } from './attribution.js';
import { chanceFrom } from './chance.js';
import { Engine } from './engine.js';
import type { Interaction } from './interaction.js';
import { outputsOf, scoresOf } from './tower.js';
import { train } from './train.js';

/** Viewers who each go through one of two series of ten titles in order, and then stop. */
function series(viewers: number): Interaction[] {
  return Array.from({ length: viewers * 10 }, (_, i) => {
    const viewer = Math.floor(i / 10);
    return { viewer, title: (viewer % 2) * 10 + (i % 10), rating: 4, at: 1_000 * viewer + 10 * (i % 10) };
  });
}

function newEngine(): Engine {
  return new Engine({
    scorer: { score: (request) => Promise.resolve(Float32Array.from(scoresOf(request))) },
    random: chanceFrom(1),
  });
}

function trained(): Engine {
  const engine = newEngine();
  train(engine, series(80), chanceFrom(2));
  return engine;
}

it('lists nothing before it knows a title, and what is popular to who is new', async () => {
  expect(await newEngine().recommend(0, 10, 0)).toEqual([]);
  expect(await trained().recommend(999, 10, 300_000)).toHaveLength(10);
});

it('foretells what comes next in a series, and never lists what was had', async () => {
  const engine = trained();
  for (let step = 0; step < 3; step++)
    engine.feedback({ viewer: 500, title: step, rating: 4, at: 300_000 + 10 * step });
  const listed = (await engine.recommend(500, 10, 300_030)).map(({ title }) => title);
  expect(listed[0]).toBe(3);
  expect(listed).toEqual(expect.not.arrayContaining([0, 1, 2]));
});

it('answers the same for the same events', async () => {
  const [a, b] = await Promise.all([trained(), trained()].map((engine) => engine.recommend(7, 5, 300_000)));
  expect(a).toEqual(b);
});

it('gives reasons that are worth what they say', () => {
  const engine = trained();
  engine.feedback({ viewer: 500, title: 2, rating: 4, at: 300_000 });
  const candidates = engine.candidates(500, 300_010);
  const request = engine.requestFor(500, candidates);
  const place = candidates.titles.indexOf(3);
  const all = pointsOf(request, outputsOf(request), place, engine.tower.absent);
  expect(Math.max(...all.values())).toBeGreaterThan(0);
  const score = scoresOf(request)[place] ?? 0;
  for (const [reason, points] of all) {
    const without = scoresOf(withoutReason(request, reason, engine.tower.absent))[place] ?? 0;
    expect(score - without).toBeCloseTo(points, 3);
  }
});
