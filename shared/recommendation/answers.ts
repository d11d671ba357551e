import { z } from 'zod';
import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { Pagination, SearchHit } from '../search/answers.js';
import type { ShownRegions } from '../search/shown-offers.js';
import { withOffersOf } from '../search/shown-offers.js';
import { Why, whyOf } from './reasons.js';
import type { Recommended } from './recommend.js';

/** What a list is made from, beside what everybody sees. */
export const madeFrom = ['history', 'adapter', 'preferences', 'context'] as const;

export const Recommendation = SearchHit.extend({
  why: z
    .array(Why)
    .describe(
      'What raises the score, most first; its `key` switches it off (`less` of POST /api/v1/feedback).',
    ),
}).meta({ id: 'Recommendation' });
export type Recommendation = z.infer<typeof Recommendation>;

export const RecommendationList = z
  .object({
    data: z.array(Recommendation),
    pagination: Pagination,
    made_from: z
      .array(z.enum(madeFrom))
      .describe('What it is made from beside what everybody sees; empty for a list that is nobody’s own.'),
  })
  .meta({ id: 'RecommendationList' });
export type RecommendationList = z.infer<typeof RecommendationList>;

const MOST_REASONS = 3;

export function answered(
  { title, score, parts }: Recommended,
  artefact: CatalogueArtefact | undefined,
  shown: ShownRegions,
): Recommendation {
  const why = whyOf(parts, artefact);
  const reasons = why.slice(0, MOST_REASONS).map(({ reason }) => reason);
  return { ...withOffersOf(title, shown), score, reasons: [...new Set(reasons)], why };
}
