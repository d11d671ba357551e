import { z } from 'zod';
import { Title } from '../title/title.js';

export const Pagination = z.object({
  limit: z.int(),
  has_more: z.boolean(),
  next_cursor: z.string().nullable(),
});

export const TitleList = z
  .object({ data: z.array(Title.meta({ id: 'Title' })), pagination: Pagination })
  .meta({ id: 'TitleList' });

export const SearchHit = Title.extend({
  score: z.number().describe('Higher is better; comparable within one answer.'),
  reasons: z.array(z.string()).describe('Why this title is here.'),
}).meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const HitList = z.object({ data: z.array(SearchHit), pagination: Pagination }).meta({ id: 'HitList' });

const FacetValues = z.array(z.object({ value: z.string(), count: z.int() })).max(20);

export const FacetCounts = z
  .object({ genres: FacetValues, platforms: FacetValues, type: FacetValues, decades: FacetValues })
  .meta({ id: 'FacetCounts', description: 'Titles of each value under the other filters, most first.' });

export const SearchAnswer = HitList.extend({
  query: z.object({
    text: z.string(),
    intent: z.enum(['search', 'browse']),
    understood: z
      .object({ genres: z.array(z.string()), moods: z.array(z.string()), themes: z.array(z.string()) })
      .describe('What the words were taken to mean, beside their plain sense.'),
    filters: z.record(z.string(), z.unknown()),
  }),
  facets: FacetCounts,
}).meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof SearchAnswer>;
