import { z } from 'zod';
import { integer, oneOf, shownAs } from '../function/parameters.js';
import { TitleParameters } from '../search/title-parameters.js';
import { moods } from '../title/moods.js';
import { MOST_PROFILES, ProfileId } from '../viewer/household.js';
import { type Context, companies, devices, times } from './context.js';

function flag(description: string) {
  return z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description, example: false, override: shownAs({ type: 'boolean', default: false }) });
}

/** The situation that somebody watches in. */
export const contextParameters = {
  time: oneOf(times, { description: 'When it is to be watched.', example: 'evening' }),
  device: oneOf(devices, { description: 'On what it is to be watched.', example: 'tv' }),
  mood: oneOf(moods, { description: 'How it should feel.', example: 'uplifting' }),
  company: oneOf(companies, { description: 'With whom it is to be watched.', example: 'family' }),
  minutes: integer({
    min: 5,
    max: 1_000,
    description: 'The time that there is: nothing that takes longer.',
    example: 120,
  }),
};

export const ForYouParameters = TitleParameters.omit({ cursor: true }).extend({
  ...contextParameters,
  refresh: flag('Others than those of the latest list, while there are any.'),
  seen: flag('Titles that were watched may come again.'),
});
export type ForYouParameters = z.output<typeof ForYouParameters>;

/** Those whom a pick is for, each once. */
export const profilesTogether = z
  .string({ error: 'must name two profiles or more' })
  .max(1_000)
  .transform((text) => [...new Set(text.split(',').map((id) => id.trim().toLowerCase()))])
  .pipe(
    z
      .tuple([ProfileId, ProfileId], ProfileId, { error: 'must name two profiles or more' })
      .refine((profiles) => profiles.length <= MOST_PROFILES, `must be at most ${MOST_PROFILES}`),
  )
  .meta({
    description: 'Who watches together: ids of `GET /api/v1/user/profiles`.',
    example: ['7d444840-9dc0-11d1-b245-5ffdce74fad2', '9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10'],
    override: shownAs({
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      minItems: 2,
      maxItems: MOST_PROFILES,
      uniqueItems: true,
    }),
  });

export function contextOf({ time, device, mood, company }: Partial<ForYouParameters>): Context {
  return { time, device, mood, company };
}
