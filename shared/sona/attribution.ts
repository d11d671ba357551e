import { type FeatureName, featureNames, featureSize } from './features.js';
import { factorSize } from './sequence-model.js';
import { outputsOf, type ScoringRequest } from './tower.js';

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

export interface Attribution {
  reason: Reason;
  /** What the title's score loses when all that this reason rests on is taken away. */
  points: number;
  /** Of the points of all reasons that raise the score, 0 to 1. */
  share: number;
}

/**
 * What each reason adds to a candidate's score, or takes from it. Scores are linear in features and vectors, so that the
 * parts are exact: a score without a reason's features is the score less its points.
 * @param absent the features of a title of which nothing is known, standardised as the request's
 */
export function pointsOf(
  request: ScoringRequest,
  candidate: number,
  absent: Float32Array,
): ReadonlyMap<Reason, number> {
  const outputs = outputsOf(request);
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

/** What raises a candidate's score, most first. @param absent as of pointsOf */
export function attributionsOf(
  request: ScoringRequest,
  candidate: number,
  absent: Float32Array,
): Attribution[] {
  const points = pointsOf(request, candidate, absent);
  const raising = [...points].filter(([, value]) => value > 0).sort((a, b) => b[1] - a[1]);
  const sum = raising.reduce((total, [, value]) => total + value, 0);
  return raising.map(([reason, value]) => ({ reason, points: value, share: value / sum }));
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
