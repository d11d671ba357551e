import { expect, it } from 'vitest';
import { meanOfTokens, normalize } from './pooling.js';

it('scales to unit length, and leaves nothing as nothing', () => {
  expect([...normalize(Float32Array.of(3, 0, 4))]).toEqual([3, 0, 4].map((x) => Math.fround(x / 5)));
  expect([...normalize(Float32Array.of(0, 0))]).toEqual([0, 0]);
});

it('takes the mean of the tokens and not of the padding', () => {
  const tokens = Float32Array.of(1, 0, 5, 8, 100, -100);
  const pooled = meanOfTokens(tokens, 2, 2);
  expect(pooled[0]).toBeCloseTo(3 / 5, 6);
  expect(pooled[1]).toBeCloseTo(4 / 5, 6);
});
