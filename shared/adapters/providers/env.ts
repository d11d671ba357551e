import { z } from 'zod';

/** What this adapter reads of the environment. A provider is asked only where its own key is given. */
export const ProvidersEnv = z.object({
  /** An API key (v3) or a read access token (v4), from https://www.themoviedb.org/settings/api */
  TMDB_API_KEY: z
    .string()
    .trim()
    .regex(/^[\w.~+/=-]+$/, 'is not a key: give it without quotes and spaces, or leave the variable out')
    .optional(),
  TMDB_URL: z.url().default('https://api.themoviedb.org/3'),
  /** How many pages of 20 a first run takes of the most popular films, and as many of the series. */
  TMDB_PAGES: z.coerce.number().int().min(1).max(500).default(20),
  /** How many requests TMDb lets the key make in any 10 seconds. */
  TMDB_REQUESTS_PER_10_S: z.coerce.number().int().min(1).default(40),
});
export type ProvidersConfig = z.infer<typeof ProvidersEnv>;
