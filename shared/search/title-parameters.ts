import { z } from 'zod';
import { countryByCode } from '../availability/countries.js';
import { platformById } from '../availability/platforms.js';
import { CursorText, integer, Limit, list, shownAs } from '../function/parameters.js';
import { Problem } from '../problem/problem.js';
import { genres, isGenre } from '../title/genres.js';
import { type TitleType, titleTypes } from '../title/title.js';
import type { TitleFilter } from './title-filter.js';

const typeNames: readonly string[] = titleTypes;
const years = { min: 1870, max: 2200 };

/** Longest query in characters: long half-remembered descriptions are real queries. */
export const MAX_QUERY_LENGTH = 2_000;

/** The parameters that every list of titles takes. */
export const TitleParameters = z.strictObject({
  limit: Limit,
  cursor: CursorText,
  region: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters, ISO 3166-1 alpha-2')
    .transform((code) => code.toUpperCase())
    .refine((code) => countryByCode(code) !== undefined, 'is not a country that we serve')
    .optional()
    .meta({ description: 'Only titles that can be watched there, ISO 3166-1 alpha-2.', example: 'US' }),
  platforms: list({
    known: (slug) => platformById(slug) !== undefined,
    what: 'a platform (see GET /api/v1/platforms)',
    item: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,99}$' },
    description:
      'Only titles that one of these offers (in `region`, where given); ids of `GET /api/v1/platforms`.',
    example: ['netflix', 'hulu'],
  }),
  type: list({
    known: (type) => typeNames.includes(type),
    what: `a type (${titleTypes.join(', ')})`,
    item: { type: 'string', enum: [...titleTypes] },
    description: 'Only titles of one of these types.',
    example: ['movie'],
  }),
  genres: list({
    known: isGenre,
    what: 'a genre (see GET /api/v1/genres)',
    item: { type: 'string', enum: genres.map(({ slug }) => slug) },
    description: 'Only titles of one of these genres; slugs of `GET /api/v1/genres`.',
    example: ['science-fiction'],
  }),
  year_from: integer({ ...years, description: 'Only titles of this year and later.', example: 1990 }),
  year_to: integer({ ...years, description: 'Only titles of this year and earlier.', example: 1999 }),
  mine: z
    .enum(['true', 'false'])
    .optional()
    .meta({
      description: 'Only what my subscriptions include; needs a sign-in.',
      example: false,
      override: shownAs({ type: 'boolean', default: false }),
    }),
});
export type TitleParameters = z.output<typeof TitleParameters>;

export const QueryText = z
  .string()
  .max(MAX_QUERY_LENGTH, `may have ${MAX_QUERY_LENGTH} characters`)
  .regex(/\S/, 'must not be empty')
  .meta({ description: 'What you are looking for, in plain words.', example: 'a heist inside dreams' });

export function filterOf(parameters: Partial<TitleParameters>): TitleFilter {
  if (parameters.mine === 'true') {
    throw new Problem(
      'not-authenticated',
      'Only a signed-in viewer has subscriptions; leave mine out or sign in.',
    );
  }
  const { region, platforms, type, genres, year_from, year_to } = parameters;
  return { region, platforms, types: type as TitleType[] | undefined, genres, year_from, year_to };
}
