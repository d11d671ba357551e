import { beforeEach, describe, expect, test } from 'vitest';
import { CircuitBreaker, CircuitOpen } from './circuit-breaker.js';

class Down extends Error {}

let now: number;
let calls: number;
let breaker: CircuitBreaker;

beforeEach(() => {
  now = 0;
  calls = 0;
  breaker = new CircuitBreaker({ now: () => now }, (error) => error instanceof Down);
});

const call = (outcome: () => unknown) =>
  breaker.run(async () => {
    calls += 1;
    return outcome();
  });
const down = () => {
  throw new Down();
};

async function open(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await expect(call(down)).rejects.toThrow(Down);
  calls = 0;
}

test('three failures in a row open the circuit', async () => {
  await open();
  await expect(call(() => 'fine')).rejects.toThrow(CircuitOpen);
  expect(calls).toBe(0);
});

test('a success in between starts the count again', async () => {
  await expect(call(down)).rejects.toThrow(Down);
  await expect(call(down)).rejects.toThrow(Down);
  await call(() => 'fine');
  await expect(call(down)).rejects.toThrow(Down);
  await expect(call(() => 'fine')).resolves.toBe('fine');
});

test('what is no failure counts as an answer', async () => {
  const refuse = () => {
    throw new RangeError('not found');
  };
  for (let i = 0; i < 5; i += 1) await expect(call(refuse)).rejects.toThrow(RangeError);
  await expect(call(() => 'fine')).resolves.toBe('fine');
});

describe('after a minute', () => {
  beforeEach(async () => {
    await open();
    now = 60_000;
  });

  test('a call that succeeds closes the circuit', async () => {
    await call(() => 'fine');
    await expect(call(down)).rejects.toThrow(Down);
    await expect(call(() => 'fine')).resolves.toBe('fine');
  });

  test('a call that fails opens it for another minute', async () => {
    await expect(call(down)).rejects.toThrow(Down);
    now = 119_999;
    await expect(call(() => 'fine')).rejects.toThrow(CircuitOpen);
    now = 120_000;
    await expect(call(() => 'fine')).resolves.toBe('fine');
  });

  test('one call tries while the others wait for its outcome', async () => {
    let finish: (value: string) => void = () => {};
    const trial = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const first = call(() => trial);
    const others = [call(() => 'b'), call(() => 'c')];
    await Promise.resolve();
    expect(calls).toBe(1);
    finish('a');
    expect(await Promise.all([first, ...others])).toEqual(['a', 'b', 'c']);
  });

  test('the others are refused when the trial fails', async () => {
    const outcomes = await Promise.allSettled([call(down), call(() => 'b'), call(() => 'c')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toBe(1);
  });
});

test('a clock that is set back does not keep it open', async () => {
  now = 1_000_000;
  await open();
  now = 0;
  await expect(call(() => 'fine')).resolves.toBe('fine');
});
