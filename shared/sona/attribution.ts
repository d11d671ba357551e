import { type FeatureName, featureNames, featureSize } from './features.js';
import { factorSize } from './sequence-model.js';
import type { ScoringRequest } from './tower.js';

/** Why a title stands where it stands. */
export type Reason =
  | 'after-what-you-watched'
  | 'viewers-like-you'
  | 'popular'
  | 'well-rated'
  | 'your-taste'
  | 'its-content';

const reasonOf: Readonly<Record<FeatureName, Reason>> = {
  'after-latest-brief': 'after-what-you-watched',
  'after-latest-recent': 'after-what-you-watched',
  'after-latest-long': 'after-what-you-watched',
  'after-latest-ever': 'after-what-you-watched',
  'before-latest-recent': 'after-what-you-watched',
  'before-latest-ever': 'after-what-you-watched',
  'directly-after': 'after-what-you-watched',
  'around-many': 'after-what-you-watched',
  'in-list-order': 'after-what-you-watched',
  'next-in-list': 'after-what-you-watched',
  'known-transition': 'after-what-you-watched',
  neighbours: 'viewers-like-you',
  'known-neighbours': 'viewers-like-you',
  'popular-now': 'popular',
  'popular-lately': 'popular',
  'popular-ever': 'popular',
  'last-chosen': 'popular',
  'well-rated': 'well-rated',
  'sequence-bias': 'your-taste',
  'like-content': 'its-content',
};

/**
 * What each reason adds to a candidate's score, or takes from it. Scores are linear in features and vectors, so that the
 * parts are exact: a score without a reason's features is the score less its points.
 * @param outputs of the request's tower (outputsOf)
 * @param absent the features of a title of which nothing is known, standardised as the request's
 */
export function pointsOf(
  request: Pick<ScoringRequest, 'vectors' | 'features'>,
  outputs: Float64Array,
  candidate: number,
  absent: Float32Array,
): ReadonlyMap<Reason, number> {
  const points = new Map<Reason, number>();
  const add = (reason: Reason, more: number) => points.set(reason, (points.get(reason) ?? 0) + more);
  for (let d = 0; d < factorSize; d++)
    add('your-taste', (outputs[d] ?? 0) * (request.vectors[candidate * factorSize + d] ?? 0));
  for (const [f, name] of featureNames.entries()) {
    const more = (request.features[candidate * featureSize + f] ?? 0) - (absent[f] ?? 0);
    add(reasonOf[name], (outputs[factorSize + f] ?? 0) * more);
  }
  return points;
}

/** The request without what a reason rests on: what "less like this" scores. */
export function withoutReason(request: ScoringRequest, reason: Reason, absent: Float32Array): ScoringRequest {
  const features = request.features.slice();
  for (const [f, name] of featureNames.entries())
    if (reasonOf[name] === reason)
      for (let i = 0; i < request.count; i++) features[i * featureSize + f] = absent[f] ?? 0;
  const vectors = reason === 'your-taste' ? new Float32Array(request.vectors.length) : request.vectors;
  return { ...request, features, vectors };
}
