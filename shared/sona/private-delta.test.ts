import { expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { clippedDelta, privateMean } from './private-delta.js';

it('lets nobody move the mean by more than the clip over their number', () => {
  const modest = Array.from({ length: 9 }, () => new Float32Array([0.1, 0]));
  const loud = new Float32Array([0, 1e6]);
  const mean = privateMean([...modest, loud], { clip: 1, noise: 0 }, chanceFrom(1));
  expect(mean[0]).toBeCloseTo(0.09, 5);
  expect(mean[1]).toBeCloseTo(0.1, 5);
});

it('adds noise of the stated deviation', () => {
  const deltas = [new Float32Array(20_000)];
  const mean = privateMean(deltas, { clip: 2, noise: 1.5 }, chanceFrom(1));
  const deviation = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0) / mean.length);
  expect(deviation).toBeGreaterThan(2.9);
  expect(deviation).toBeLessThan(3.1);
});

it('takes nothing from a delta that is broken', () => {
  expect(clippedDelta(new Float32Array([Number.NaN, 1]), 1)).toEqual(new Float32Array(2));
});
