import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pacer } from './pacer.js';

const QUOTA = { requests: 40, windowMs: 10_000 };

function world() {
  let now = 1_000_000;
  const clock = { now: () => now };
  const advance = async (ms: number) => {
    now += ms;
  };
  return { clock, advance, set: (at: number) => (now = at) };
}

test('forty requests go at once, the next when the window has passed', async () => {
  const { clock, advance } = world();
  const pacer = new Pacer(QUOTA, clock, advance);
  const starts: number[] = [];
  for (let i = 0; i < 81; i += 1) {
    await pacer.turn();
    starts.push(clock.now() - 1_000_000);
  }
  expect(new Set(starts.slice(0, 40))).toEqual(new Set([0]));
  expect(starts[40]).toBeGreaterThanOrEqual(10_000);
  expect(starts[40]).toBeLessThan(11_000);
  expect(starts[80]).toBeGreaterThanOrEqual(20_000);
});

test('no window ever holds more than the quota', async () => {
  const gaps = fc.array(fc.nat(3_000), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), gaps, async (requests, idle) => {
      const { clock, advance } = world();
      const pacer = new Pacer({ requests, windowMs: 10_000 }, clock, advance);
      const starts: number[] = [];
      for (const ms of idle) {
        await advance(ms);
        await pacer.turn();
        starts.push(clock.now());
      }
      starts.forEach((start, i) => {
        const before = starts[i - requests];
        if (before !== undefined) expect(start - before).toBeGreaterThan(10_000);
      });
    }),
  );
});

test('a pause holds what was waiting already', async () => {
  const { clock, advance } = world();
  const pacer = new Pacer({ requests: 1, windowMs: 1_000 }, clock, async (ms) => {
    // The provider asks for a pause while we wait for the window.
    if (ms < 2_000) pacer.pause(5_000);
    await advance(ms);
  });
  await pacer.turn();
  await pacer.turn();
  expect(clock.now()).toBe(1_005_000);
});

test('a clock that is set back holds nothing up', async () => {
  const { clock, advance, set } = world();
  const pacer = new Pacer(QUOTA, clock, advance);
  for (let i = 0; i < 40; i += 1) await pacer.turn();
  pacer.pause(30_000);
  set(0);
  await pacer.turn();
  expect(clock.now()).toBe(0);
});
