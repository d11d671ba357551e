import { z } from 'zod';
import { countryByCode } from '../availability/countries.js';
import { VideoQuality, videoQualities } from '../availability/offer.js';
import { platformById } from '../availability/platforms.js';
import { shownAs } from '../function/parameters.js';
import { Problem } from '../problem/problem.js';
import { certifications } from '../title/certifications.js';
import { genres, isGenre } from '../title/genres.js';
import { isLanguage } from '../title/languages.js';

/** More of anything is nobody's taste. */
const MOST_VALUES = 100;

/** Slugs and codes, each once, in the case that we write them in. */
function values(known: (value: string) => boolean, what: string) {
  return z
    .array(z.string().trim().toLowerCase().refine(known, `is not ${what}`))
    .max(MOST_VALUES)
    .transform((found) => [...new Set(found)]);
}

const genreItem = { type: 'string', enum: genres.map(({ slug }) => slug) };
const platformItem = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,99}$' };
const languageItem = { type: 'string', pattern: '^[A-Za-z]{2}$' };

/** In the document, what a list may hold. */
function listOf(items: object) {
  return ({ jsonSchema }: { jsonSchema: object }) => {
    Object.assign(jsonSchema, { items });
  };
}

const genreList = values(isGenre, 'a genre (see GET /api/v1/genres)');
const isPlatform = (id: string) => platformById(id) !== undefined;

/** What a viewer likes, has and wants. */
export const Preferences = z
  .object({
    favorite_genres: genreList.meta({
      description: 'Slugs of `GET /api/v1/genres`.',
      example: ['science-fiction'],
      override: listOf(genreItem),
    }),
    disliked_genres: genreList.meta({
      description: 'Slugs of `GET /api/v1/genres`.',
      example: ['musical'],
      override: listOf(genreItem),
    }),
    preferred_languages: values(isLanguage, 'a language of ISO 639-1, e.g. en').meta({
      description: 'ISO 639-1, the most preferred first.',
      example: ['en', 'fr'],
      override: listOf(languageItem),
    }),
    subscribed_platforms: values(isPlatform, 'a platform (see GET /api/v1/platforms)').meta({
      description: 'Ids of `GET /api/v1/platforms`; what `mine=true` goes by.',
      example: ['netflix'],
      override: listOf(platformItem),
    }),
    max_content_rating: z
      .string()
      .trim()
      .toUpperCase()
      .pipe(z.enum(certifications))
      .nullable()
      .meta({
        description:
          'The strictest age rating of the USA that is shown; the profile sees nothing beyond it anywhere. Titles of unknown ' +
          'rating are left out unless it is `R`, `TV-MA` or `NC-17`.',
        example: 'PG-13',
        override: shownAs({
          anyOf: [{ type: 'string', enum: [...certifications] }, { type: 'null' }],
        }),
      }),
    preferred_video_quality: VideoQuality.meta({
      description: 'One of the qualities of offers.',
      example: videoQualities[1],
    }),
    autoplay_next: z
      .boolean()
      .meta({ description: 'Whether the next episode begins by itself.', example: true }),
    /** Absent where it was never asked: a group may not take that for a yes. */
    group_picks: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether other profiles of the account may have a title picked for me and them together, and then see how well it ' +
          'suits me and why (`POST /api/v1/recommendations/decide`).',
        example: true,
      }),
    country: z
      .string()
      .trim()
      .toUpperCase()
      .refine((code) => countryByCode(code) !== undefined, 'is not a country that we serve')
      .nullable()
      .meta({
        description: 'Where the viewer watches, ISO 3166-1 alpha-2.',
        example: 'US',
        override: shownAs({ anyOf: [{ type: 'string', pattern: '^[A-Za-z]{2}$' }, { type: 'null' }] }),
      }),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.output<typeof Preferences>;

/** What is not there stays as it is. */
export const PreferencesChange = z
  .strictObject(Preferences.shape)
  .partial()
  .meta({ description: 'What is not there stays as it is.' });
export type PreferencesChange = z.output<typeof PreferencesChange>;

export const noPreferences: Preferences = {
  favorite_genres: [],
  disliked_genres: [],
  preferred_languages: [],
  subscribed_platforms: [],
  max_content_rating: null,
  preferred_video_quality: 'HD',
  autoplay_next: true,
  group_picks: false,
  country: null,
};

/** @throws Problem when a genre is both liked and disliked */
export function changedPreferences(before: Preferences, change: PreferencesChange): Preferences {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given };
  const both = after.favorite_genres.filter((genre) => after.disliked_genres.includes(genre));
  if (both.length === 0) return after;
  throw new Problem('invalid-request', `Take ${both.join(', ')} out of one of the two lists of genres.`, {
    errors: both.map((genre) => ({
      field: 'disliked_genres',
      message: `"${genre}" is a favourite as well`,
    })),
  });
}
