import { describe, expect, it } from 'vitest';
import { chanceFrom } from '../sona/chance.js';
import { StoredBase } from '../sona/stored-base.js';
import { scoresOf } from '../sona/tower.js';
import { titleIdFrom } from '../title/title-id.js';
import { Model } from './model.js';
import { noTaste, type Taste, type TitleTold } from './taste.js';
import { trainBase } from './training.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-21T10:00:00Z');
const random = chanceFrom(1);
const ids = Array.from({ length: 60 }, (_, i) => titleIdFrom('test', `film ${i}`));

/** Twenty choices of one who came every day, beginning so many days ago. */
function tasteOf(daysAgo: number): Taste {
  const titles = Array.from({ length: 20 }, (_, i): TitleTold => {
    const title = ids[Math.floor(random() * ids.length)] ?? titleIdFrom('test', 'none');
    return { title, at: NOW - (daysAgo - i) * DAY_MS, rating: 3 + (i % 3) };
  });
  return { ...noTaste, titles };
}

describe('a base', () => {
  it('of viewers who came and left through a year scores titles, and tells them apart', () => {
    const tastes = Array.from({ length: 60 }, (_, viewer) => tasteOf(20 + 6 * viewer));
    const model = new Model(new StoredBase(trainBase(tastes, NOW / 1_000, undefined, random).file));
    const chosen = tastes[0]?.titles.slice(0, 5) ?? [];
    const scores = scoresOf(model.request({ chosen, titles: ids, now: NOW }).request);
    expect(scores.length).toBeGreaterThan(50);
    expect(scores.every((score) => Number.isFinite(score))).toBe(true);
    expect(new Set(scores).size).toBeGreaterThan(10);
  });
});
