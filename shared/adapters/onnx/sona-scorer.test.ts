import { expect, it } from 'vitest';
import { sonaGraph } from '../../../scripts/models/sona-graph.js';
import { chanceFrom } from '../../sona/chance.js';
import { featureSize } from '../../sona/features.js';
import { Lora } from '../../sona/lora.js';
import { factorSize } from '../../sona/sequence-model.js';
import { type ScoringRequest, scoresOf, towerInputs, towerOutputs } from '../../sona/tower.js';
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
  ['with the viewer’s own', [undefined, adapter(2)]],
  ['with both', [adapter(8), adapter(2)]],
])('scores as the learner does, %s', async (_, adapters) => {
  const scorer = await openSonaScorer(
    sonaGraph({ inputs: towerInputs, vector: factorSize, features: featureSize }),
  );
  for (const count of [1, 2, 250]) {
    const asked = request(count, adapters);
    const scores = await scorer.score(asked);
    expect(scores).toHaveLength(count);
    for (const [i, score] of scoresOf(asked).entries()) expect(scores[i]).toBeCloseTo(score, 2);
  }
  expect(await scorer.score(request(0, adapters))).toHaveLength(0);
});

it('says what to do with bytes that are no graph', async () => {
  await expect(openSonaScorer(new Uint8Array(10))).rejects.toThrow(/npm run models/);
});
