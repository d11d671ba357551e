import { z } from 'zod';
import { Offer } from '../availability/offer.js';
import { TitleFacts } from '../title/title.js';

/**
 * What one provider says of one title, in our own form. Absent fields were not given.
 * `series` names an episode's series by an identity key (see identity.ts).
 */
export const SourceRecord = z.object({
  provider: z.string(),
  /** The provider's own id. */
  id: z.string(),
  /** When the provider said so (ISO 8601): of two records, the later one counts. */
  seen_at: z.iso.datetime(),
  facts: TitleFacts.omit({ series_id: true }).partial().required({ type: true, title: true }),
  offers: z.array(Offer).nullable().describe('Null where the provider does not speak of availability.'),
  search_text: z.string().describe('Words to search that are not shown.'),
  series: z.string().nullable(),
});
export type SourceRecord = z.infer<typeof SourceRecord>;
