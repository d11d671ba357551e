import { z } from 'zod';
import { topic } from './topic.js';

/** A page of an ingestion run, by reference: its records are in Cloud Storage (see shared/ingestion/page.ts). */
export const PageReference = z.object({
  run: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/)
    .meta({ description: 'Name of an ingestion run.', example: 'file-20261121t1000' }),
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .meta({ description: 'Who gives the titles.', example: 'file' }),
  page: z
    .string()
    .regex(/^\d{6,8}$/)
    .meta({ description: 'Number of a page, from 000001.', example: '000001' }),
});
export type PageReference = z.infer<typeof PageReference>;

const example = { run: 'tmdb-20261121t1000', provider: 'tmdb', page: '000001' };

/** Plan has decided what a page holds; fetch is next. */
export const pagePlanned = topic('ingestion-page-planned', PageReference, [example]);
/** The provider's answer is stored; normalise is next. */
export const pageFetched = topic('ingestion-page-fetched', PageReference, [example]);
/** The page's records are in our own form; resolve is next. */
export const pageNormalised = topic('ingestion-page-normalised', PageReference, [example]);
/** Every record belongs to a title; embed is next. */
export const pageResolved = topic('ingestion-page-resolved', PageReference, [example]);
/** The vectors of the titles that changed are stored; index is next. */
export const pageEmbedded = topic('ingestion-page-embedded', PageReference, [example]);
