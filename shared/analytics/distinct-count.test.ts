import { describe, expect, it } from 'vitest';
import { distinctCount, Trace, traceOf } from './distinct-count.js';

const DAY = '2026-11-21';
const counted = (people: number) => {
  const ranks = new Map<number, number>();
  for (let i = 0; i < people; i++) {
    const { register, rank } = traceOf(`person ${i}`, DAY);
    ranks.set(register, Math.max(rank, ranks.get(register) ?? 0));
  }
  return distinctCount(ranks.values());
};

describe('counting different people', () => {
  it.each([0, 1, 2, 10])('is exact for %i', (people) => {
    expect(counted(people)).toBe(people);
  });

  it.each([1_000, 10_000, 100_000])('is within 5%% for %i: three standard errors', (people) => {
    expect(Math.abs(counted(people) / people - 1)).toBeLessThan(0.05);
  });
});

describe('a trace', () => {
  it('is that of a person on a day', () => {
    expect(traceOf('ada', DAY)).toEqual(traceOf('ada', DAY));
    expect(Trace.parse(traceOf('ada', DAY))).toBeDefined();
  });

  it('is shared by others, and another one on another day', () => {
    const people = Array.from({ length: 20_000 }, (_, i) => traceOf(`person ${i}`, DAY));
    const same = people.filter(({ register, rank }) => register === 7 && rank === 1);
    expect(same.length).toBeGreaterThan(1);
    const next = Array.from({ length: 20 }, (_, i) => traceOf(`person ${i}`, '2026-11-22'));
    expect(next).not.toEqual(people.slice(0, 20));
  });
});
