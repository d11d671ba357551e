import { expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { Engine } from './engine.js';
import type { Evidence } from './features.js';
import { transitionKind, transitionKinds } from './transitions.js';

const scorer = { score: async () => new Float32Array(0) };
const DAY = 86_400;

/** For 100 days viewers go on from title 0 to title 1, then for 1,000 days to title 2. */
function engineOfTwoTimes(): Engine {
  const engine = new Engine({ scorer, random: chanceFrom(1) });
  for (let day = 0; day < 1_100; day++) {
    const viewer = Math.floor(day / 2);
    const next = day < 100 ? 1 : 2;
    for (let i = 0; i < 20; i++)
      engine.count({ viewer: 1_000 + day, title: 10 + i, rating: 4, at: day * DAY });
    engine.count({ viewer, title: day % 2 ? next : 0, rating: 4, at: day * DAY });
  }
  return engine;
}

it('counts what followed, and what was popular, around the instant that is asked about', () => {
  const { asOf, histories, transitions, popularity } = engineOfTwoTimes().known;
  const then = asOf(50 * DAY);
  expect(then.ordinal).toBe(51 * 21);
  expect(then.popularity.share(1, 0)).toBeGreaterThan(10 * then.popularity.share(2, 0));
  expect(popularity.share(2, 0)).toBeGreaterThan(10 * popularity.share(1, 0));
  expect(then.popularity.eventsSince(1)).toBeLessThan(50);
  expect(then.popularity.most(3)).toHaveLength(3);
  const odds = ({ row }: Evidence['transitions']) => {
    const [to1, to2] = [1, 2].map((title) => {
      const { counts, titles } = row(0) ?? { counts: [], titles: new Int32Array(0) };
      return counts[titles.indexOf(title) * transitionKinds + transitionKind.brief] ?? Number.NaN;
    });
    return (to1 ?? 0) / (to2 ?? 0);
  };
  expect(odds(then.transitions)).toBeGreaterThan(
    4 * odds({ row: (title) => transitions.row(title), weight: () => 1 }),
  );
  expect(histories.eventsBy(-1)).toBe(0);
});

it('answers about the past as of then', () => {
  const engine = engineOfTwoTimes();
  const features = (at: number) => {
    const { titles, features: all } = engine.candidates(99_999, at);
    return (title: number) => all[titles.indexOf(title) * (all.length / titles.length) + 9] ?? Number.NaN;
  };
  const then = features(50 * DAY);
  const now = features(1_100 * DAY);
  expect(then(1)).toBeGreaterThan(then(2));
  expect(now(2)).toBeGreaterThan(now(1));
});

it('has a number for a title that nobody chose', () => {
  const { asOf, histories } = engineOfTwoTimes().known;
  expect(asOf(50 * DAY).popularity.eventsSince(99)).toBe(histories.events);
});
