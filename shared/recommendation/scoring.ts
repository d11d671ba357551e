import { pointsOf, type Reason, withoutReason } from '../sona/attribution.js';
import type { Scorer } from '../sona/scorer.js';
import { factorSize } from '../sona/sequence-model.js';
import { outputsOf, type ScoringRequest } from '../sona/tower.js';
import type { TitleId } from '../title/title-id.js';
import type { ReasonKind } from './feedback.js';
import type { Chosen, Model } from './model.js';
import { keyOf, type Part } from './reasons.js';

/** A candidate, the engine's score of it above a title of which nothing is known, and the parts that it is made of. */
export interface Judged {
  title: TitleId;
  score: number;
  parts(): Part[];
}

/** The kinds that are told, of the engine's reasons. Nobody is like anybody in a base without neighbours. */
const kindOf: Readonly<Record<Reason, ReasonKind>> = {
  'after-what-you-watched': 'after',
  'viewers-like-you': 'taste',
  popular: 'popular',
  'well-rated': 'rated',
  'your-taste': 'taste',
  'its-content': 'content',
};
const reasons = Object.keys(kindOf) as Reason[];

interface Asked {
  titles: readonly TitleId[];
  request: ScoringRequest;
  chosen: Chosen;
  /** Keys of reasons that the viewer has switched off. */
  muted: readonly string[];
}

/** Scores all candidates at once, without what rests on a reason that was switched off. */
export async function judged(model: Model, scorer: Scorer, asked: Asked): Promise<Judged[]> {
  const { absent } = model.base;
  const off = reasons.filter((reason) => asked.muted.includes(kindOf[reason]));
  const request = off.reduce((left, reason) => withoutReason(left, reason, absent), asked.request);
  const scores = await scorer.score(request);
  const outputs = outputsOf(request);
  const ground = groundOf(outputs, absent);
  return asked.titles.map((title, candidate) => ({
    title,
    score: (scores[candidate] ?? 0) - ground,
    parts: () =>
      [...pointsOf(request, outputs, candidate, absent)]
        .filter(([, points]) => points !== 0)
        .map(([reason, points]) => ({ key: keyFor(reason, title, asked.chosen, model), points })),
  }));
}

/** The score of a title of which nothing is known. */
function groundOf(outputs: Float64Array, absent: Float32Array): number {
  return absent.reduce((sum, value, f) => sum + value * (outputs[factorSize + f] ?? 0), 0);
}

function keyFor(reason: Reason, title: TitleId, chosen: Chosen, model: Model): string {
  const kind = kindOf[reason];
  if (kind === 'after') return keyOf(kind, model.reachedFrom(chosen, title));
  return keyOf(kind);
}
