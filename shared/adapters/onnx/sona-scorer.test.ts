import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scoringGraphSource } from '../../../scripts/models/sona-graph.js';
import { chanceFrom } from '../../sona/chance.js';
import { featureSize } from '../../sona/features.js';
import { Lora } from '../../sona/lora.js';
import { factorSize } from '../../sona/sequence-model.js';
import { type ScoringRequest, scoresOf, towerInputs, towerOutputs } from '../../sona/tower.js';
import { scoringGraph } from './scoring-graph.js';
import { openSonaScorer } from './sona-scorer.js';

const chance = chanceFrom(1);
const numbers = (length: number) => Float32Array.from({ length }, () => chance() - 0.5);

function adapter(rank: number): Lora {
  const settings = { alpha: 4, rate: 0.1, lambda: 0, fisherKept: 0.9 };
  const adapter = new Lora({ inputs: towerInputs, outputs: towerOutputs, rank }, settings, chance);
  adapter.weights.set(numbers(adapter.weights.length));
  return adapter;
}

function request(count: number, adapters: ScoringRequest['adapters']): ScoringRequest {
  return {
    count,
    state: numbers(towerInputs),
    base: numbers(towerInputs * towerOutputs),
    vectors: numbers(count * factorSize),
    features: numbers(count * featureSize),
    adapters,
  };
}

it.each([
  ['without adapters', []],
  ['with everybody’s', [adapter(8)]],
  ['with the viewer’s own', [undefined, adapter(4)]],
  ['with both', [adapter(8), adapter(4)]],
])('scores as the learner does, %s', async (_, adapters) => {
  const scorer = await openSonaScorer(scoringGraph);
  for (const count of [1, 2, 250, 1_000]) {
    const asked = request(count, adapters);
    const scores = await scorer.score(asked);
    expect(scores).toHaveLength(count);
    const plain = scoresOf(asked);
    const largest = Math.max(...plain.map(Math.abs));
    const differences = scores.map((score, i) => Math.abs(score - (plain[i] ?? 0)));
    expect(Math.max(...differences)).toBeLessThan(1e-5 * Math.max(1, largest));
  }
  expect(await scorer.score(request(0, adapters))).toHaveLength(0);
});

it('is over the graph that is described', () => {
  const written = readFileSync(new URL('./scoring-graph.ts', import.meta.url), 'utf8');
  expect(written, 'run "npm run models"').toBe(scoringGraphSource());
});

it('says what to do with bytes that are no graph', async () => {
  await expect(openSonaScorer(new Uint8Array(10))).rejects.toThrow(/npm run models/);
});
