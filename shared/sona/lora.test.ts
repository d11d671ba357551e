import { expect, it } from 'vitest';
import { chanceFrom } from './chance.js';
import { Lora } from './lora.js';

const shape = { inputs: 4, outputs: 3, rank: 2 };
const settings = { alpha: 4, rate: 0.05, lambda: 0, fisherKept: 0.9 };
const inputs = [1, 0, -1, 0.5];

function outputsOf(adapter: Lora): Float64Array {
  const outputs = new Float64Array(shape.outputs);
  adapter.addTo(outputs, inputs);
  return outputs;
}

/** Half the squared distance to these outputs, and its slope. */
function study(adapter: Lora, target: readonly number[], steps: number): number {
  const gap = () => outputsOf(adapter).map((output, i) => output - (target[i] ?? 0));
  for (let step = 0; step < steps; step++) adapter.learn(inputs, gap());
  return gap().reduce((sum, value) => sum + (value * value) / 2, 0);
}

it('changes nothing until it has learned', () => {
  expect([...outputsOf(new Lora(shape, settings, chanceFrom(1)))]).toEqual([0, 0, 0]);
});

it('learns by descent', () => {
  expect(study(new Lora(shape, settings, chanceFrom(1)), [1, -2, 0.5], 400)).toBeLessThan(0.01);
});

it('keeps what was consolidated, the more the dearer it is', () => {
  const forgotten = [0, 100].map((lambda) => {
    const adapter = new Lora(shape, { ...settings, lambda }, chanceFrom(1));
    study(adapter, [1, -2, 0.5], 20);
    adapter.consolidate();
    const before = outputsOf(adapter);
    study(adapter, [-1, 2, 0], 20);
    return Math.hypot(...outputsOf(adapter).map((output, i) => output - (before[i] ?? 0)));
  });
  expect(forgotten[1]).toBeLessThan(0.75 * (forgotten[0] ?? 0));
});
