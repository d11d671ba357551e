import { openSonaScorer } from '../../shared/adapters/onnx/sona-scorer.js';
import { chanceFrom } from '../../shared/sona/chance.js';
import { Engine, type EngineSettings } from '../../shared/sona/engine.js';
import { featureSize, type Knowledge } from '../../shared/sona/features.js';
import { factorSize } from '../../shared/sona/sequence-model.js';
import { towerInputs } from '../../shared/sona/tower.js';
import { sonaGraph } from '../models/sona-graph.js';

const SEED = 20_260_101;

/** An engine that knows nothing yet, scoring through ONNX Runtime. The same calls give the same answers. */
export async function openEngine(options: {
  settings?: EngineSettings;
  contentOf?: Knowledge['contentOf'];
}): Promise<Engine> {
  const graph = sonaGraph({ inputs: towerInputs, vector: factorSize, features: featureSize });
  return new Engine({ scorer: await openSonaScorer(graph), random: chanceFrom(SEED), ...options });
}

export const trainingChance = () => chanceFrom(SEED + 1);
