import { scoringGraph } from '../../shared/adapters/onnx/scoring-graph.js';
import { openSonaScorer } from '../../shared/adapters/onnx/sona-scorer.js';
import { chanceFrom } from '../../shared/sona/chance.js';
import { Engine, type EngineSettings } from '../../shared/sona/engine.js';
import type { Knowledge } from '../../shared/sona/features.js';

const SEED = 20_260_101;

/** An engine that knows nothing yet, scoring through ONNX Runtime. The same calls give the same answers. */
export async function openEngine(options: {
  settings?: EngineSettings;
  contentOf?: Knowledge['contentOf'];
}): Promise<Engine> {
  return new Engine({ scorer: await openSonaScorer(scoringGraph), random: chanceFrom(SEED), ...options });
}

export const trainingChance = () => chanceFrom(SEED + 1);
