import { describe, expect, it } from 'vitest';
import { adapterBytes, decodeAdapter, encodeAdapter, fromHalf, toHalf } from './adapter-codec.js';
import { chanceFrom } from './chance.js';
import { Lora } from './lora.js';

const shape = { inputs: 12, outputs: 7, rank: 2 };
const settings = { alpha: 4, rate: 0.05, lambda: 0.5, fisherKept: 0.9 };
const expected = { shape, settings, base: 3 };

function learned(): Lora {
  const chance = chanceFrom(1);
  const adapter = new Lora(shape, settings, chance);
  const numbers = (length: number) => Array.from({ length }, () => chance() - 0.5);
  for (let step = 0; step < 20; step++) adapter.learn(numbers(12), numbers(7));
  adapter.consolidate();
  return adapter;
}

describe('16-bit floats', () => {
  it('are what they were, to 11 binary digits', () => {
    for (const value of [0, 1, -1, 0.1, -2.5, 65_504, 6.1e-5, 3e-6, -1e-7])
      expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(Math.abs(value) / 2048 + 3e-8);
    expect(fromHalf(toHalf(1e9))).toBe(Number.POSITIVE_INFINITY);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });
});

describe('an adapter as bytes', () => {
  it('does what it did', () => {
    const adapter = learned();
    const decoded = decodeAdapter(encodeAdapter(adapter, 3), expected);
    if (!('adapter' in decoded)) throw new Error(decoded.fault);
    const [before, after] = [adapter, decoded.adapter].map((one) => {
      const outputs = new Float64Array(7);
      one.addTo(outputs, new Array(12).fill(1));
      return outputs;
    });
    expect(decoded.adapter.steps).toBe(20);
    for (const [i, value] of (before ?? []).entries()) expect(after?.[i]).toBeCloseTo(value, 2);
  });

  it('stays as it is, however often it is read and written', () => {
    const bytes = encodeAdapter(learned(), 3);
    const decoded = decodeAdapter(bytes, expected);
    if (!('adapter' in decoded)) throw new Error(decoded.fault);
    expect(encodeAdapter(decoded.adapter, 3)).toEqual(bytes);
  });

  it('fits a document with all that a viewer can tell, also at its largest', () => {
    const largest = { inputs: 768, outputs: 256, rank: 256 };
    const bytes = encodeAdapter(new Lora(largest, settings, chanceFrom(1)), 3);
    expect(bytes.byteLength).toBe(917_540);
    expect(adapterBytes({ inputs: 131, outputs: 60, rank: 8 })).toBe(5_384);
  });

  /** What old tasks lose while another is learned, stored after each step or never. */
  const lossAfter = (lambda: number, isStored: boolean): number => {
    const chance = chanceFrom(5);
    const numbers = (length: number) => Float32Array.from({ length }, () => chance() - 0.5);
    const [first, second] = [0, 1].map(() =>
      Array.from({ length: 4 }, () => ({ inputs: numbers(12), wanted: numbers(7) })),
    );
    let adapter = new Lora(shape, { ...settings, lambda }, chance);
    const lossOf = (tasks: typeof first = []) =>
      tasks.reduce((sum, { inputs, wanted }) => {
        const outputs = new Float64Array(7);
        adapter.addTo(outputs, inputs);
        return sum + outputs.reduce((total, value, o) => total + (value - (wanted[o] ?? 0)) ** 2, 0);
      }, 0);
    const learn = (tasks: typeof first = [], rounds: number) => {
      for (let i = 0; i < rounds * tasks.length; i++) {
        const task = tasks[i % tasks.length];
        if (!task) continue;
        const outputs = new Float64Array(7);
        adapter.addTo(outputs, task.inputs);
        adapter.learn(
          task.inputs,
          outputs.map((value, o) => value - (task.wanted[o] ?? 0)),
        );
        if (!isStored) continue;
        const decoded = decodeAdapter(encodeAdapter(adapter, 3), { ...expected, settings: adapter.settings });
        if (!('adapter' in decoded)) throw new Error(decoded.fault);
        decoded.adapter.squares.set(adapter.squares);
        adapter = decoded.adapter;
      }
    };
    learn(first, 100);
    adapter.consolidate();
    const before = lossOf(first);
    learn(second, 100);
    return lossOf(first) - before;
  };

  it('keeps old tasks as well as one that was never stored', () => {
    const [free, never, stored] = [lossAfter(0, true), lossAfter(100, false), lossAfter(100, true)];
    expect(never).toBeLessThan(0.7 * free);
    expect(stored - never).toBeLessThan(0.1 * free);
  });

  it.each([
    ['empty', () => new Uint8Array(0), 'not an adapter'],
    ['truncated', (bytes: Uint8Array) => bytes.slice(0, -9), 'bytes'],
    ['altered', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)), 'checksum'],
    ['foreign', () => new Uint8Array(500), 'not an adapter'],
  ])('is left aside when %s', (_, spoil, fault) => {
    const decoded = decodeAdapter(spoil(encodeAdapter(learned(), 3)), expected);
    expect(decoded).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('is left aside when of another base or shape, or with a number that is none', () => {
    const bytes = encodeAdapter(learned(), 3);
    expect(decodeAdapter(bytes, { ...expected, base: 4 })).toEqual({ fault: 'learned on base 3, not 4' });
    const wider = { ...expected, shape: { ...shape, rank: 3 } };
    expect(decodeAdapter(bytes, wider)).toEqual({ fault: expect.stringContaining('rank 2') });
    const broken = learned();
    broken.weights[4] = Number.NaN;
    expect(decodeAdapter(encodeAdapter(broken, 3), expected)).toEqual({ fault: 'a weight is not a number' });
  });
});
