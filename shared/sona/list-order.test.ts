import { expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { ListOrder } from './list-order.js';

const TITLES = 60;

/** Lists of a few titles each, all in one hidden order: falling numbers. */
function lists(count: number): number[][] {
  const chance = chanceFrom(1);
  const drawn = () => new Set(Array.from({ length: 4 }, () => Math.floor(chance() * TITLES)));
  return Array.from({ length: count }, () => [...drawn()].sort((a, b) => b - a));
}

it('studies the whole order from lists of a few titles', () => {
  const order = new ListOrder();
  const heard = lists(300);
  for (const list of heard)
    for (const [i, title] of list.entries()) order.observe(list.slice(0, i).reverse(), title);
  order.study(heard);
  const ranks = Array.from({ length: TITLES }, (_, title) => order.rank(title) ?? Number.NaN);
  const apart = ranks.slice(4).map((rank, title) => rank < (ranks[title] ?? 0));
  expect(apart).toEqual(apart.map(() => true));
  expect(order.chance(40, 20)).toBeGreaterThan(0.95);
  expect(Math.min(...ranks)).toBe(0);
  expect(Math.max(...ranks)).toBeLessThan(1);
});

it('says nothing of titles that met no others', () => {
  const order = new ListOrder();
  order.observe([], 3);
  order.study([[1, 2]]);
  expect(order.rank(3)).toBeUndefined();
  expect(order.chance(3, 4)).toBe(0.5);
});
