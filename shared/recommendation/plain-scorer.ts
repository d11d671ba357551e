import type { Scorer } from '../sona/scorer.js';
import { scoresOf } from '../sona/tower.js';

/** Scores in plain code what the graph computes. */
export const plainScorer: Scorer = {
  score: async (request) => Float32Array.from(scoresOf(request)),
};
