import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import { Pagination } from '../../shared/search/answers.js';
import { genres } from '../../shared/title/genres.js';
import { moods, themes } from '../../shared/title/moods.js';

const Genre = z.object({ slug: z.string(), name: z.string() });

export const listGenres = endpoint({
  summary: 'Genres, moods and themes',
  description:
    'The slugs that parameters and answers use. Genres come as `data`; moods and themes beside them.',
  query: z.strictObject({}),
  answer: z
    .object({
      data: z.array(Genre),
      moods: z.array(z.string()),
      themes: z.array(z.string()),
      pagination: Pagination,
    })
    .meta({ id: 'Genres' }),
  handle: async () => ({
    data: genres.map(({ slug, name }) => ({ slug, name })),
    moods: [...moods],
    themes: [...themes],
    pagination: { limit: genres.length, has_more: false, next_cursor: null },
  }),
});
