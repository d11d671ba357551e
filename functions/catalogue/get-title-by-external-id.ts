import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { lookupKeys } from '../../shared/ingestion/identity.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { TitleDetails, withDetails } from '../../shared/title/details.js';
import { isShown } from '../../shared/title/shown.js';

export const getTitleByExternalId = endpoint({
  summary: 'A title by an id that somebody else gave it',
  description:
    'E.g. `/content/external/imdb/tt1375666`, `/content/external/tmdb/27205`, or `file` with the id of an ingested line.',
  params: z.object({
    source: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'must be a name such as imdb, tmdb or file')
      .meta({ description: 'Who gave the id.', example: 'imdb' }),
    id: z.string().min(1).max(200).meta({ description: 'The id there.', example: 'tt1375666' }),
  }),
  query: z.strictObject({}),
  answer: TitleDetails,
  problems: ['title-not-found'],
  handle: async ({ params, ceiling }, { titles }: Uses<'titles'>) => {
    const title = await titles.byKeys(lookupKeys(params.source, params.id));
    if (!isShown(title, ceiling))
      throw new Problem('title-not-found', 'No title has this external id; search for it by name.');
    return withDetails(title);
  },
});
