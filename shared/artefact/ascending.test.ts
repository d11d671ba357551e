import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ascending } from './ascending.js';

it('gives any stretch as sorting it would', () => {
  const values = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(values, fc.nat(), fc.nat(), (all, a, b) => {
      const [from = 0, to = 0] = [a % (all.length + 1), b % (all.length + 1)].sort((x, y) => x - y);
      const ascending = new Ascending(Uint32Array.from(all));
      expect([...ascending.among([{ from, to }])]).toEqual(all.slice(from, to).sort((x, y) => x - y));
    }),
  );
});

it('has nothing in nothing', () => {
  expect([...new Ascending(new Uint32Array()).among([{ from: 0, to: 0 }])]).toEqual([]);
});
