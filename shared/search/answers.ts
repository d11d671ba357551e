import { z } from 'zod';
import { Title } from '../title/title.js';
import { ParsedQuery } from './parse/slots.js';

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
  .object({
    genres: FacetValues,
    platforms: FacetValues,
    type: FacetValues,
    decades: FacetValues,
    languages: FacetValues.describe('Original languages, ISO 639-1.'),
    ratings: FacetValues.describe('Age ratings of the USA.'),
  })
  .meta({ id: 'FacetCounts', description: 'Titles of each value under the other filters, most first.' });

const Relaxation = z.object({
  parameter: z.string().describe('The parameter to leave out.'),
  count: z.int().describe('How many titles there are without it.'),
});

export const SearchAnswer = HitList.extend({
  query: z.object({
    text: z.string(),
    intent: z.enum([...ParsedQuery.shape.intent.options, 'browse']),
    slots: ParsedQuery.shape.slots,
    rest: ParsedQuery.shape.rest,
    filters: z
      .record(z.string(), z.unknown())
      .describe(
        'That the answer was narrowed by: those of the request, and what the words imply beside them. Titles whose name the query is are answered whatever its words imply.',
      ),
    relax: z
      .array(Relaxation)
      .optional()
      .describe('Where the filters leave nothing: what to leave out, the most titles first.'),
  }),
  facets: FacetCounts,
}).meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof SearchAnswer>;
