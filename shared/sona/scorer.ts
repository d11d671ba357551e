import type { ScoringRequest } from './tower.js';

/** Scores all candidates of a request at once. */
export interface Scorer {
  /** One number a candidate; more is better. */
  score(request: ScoringRequest): Promise<Float32Array>;
}
