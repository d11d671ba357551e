import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { TitleDetails, withDetails } from '../../shared/title/details.js';
import { isShown } from '../../shared/title/shown.js';
import { TitleIdParameter } from '../../shared/title/title-id-parameter.js';

export const getTitle = endpoint({
  summary: 'A title by its id',
  description:
    'Everything known of one title. The id of a title that was merged into another answers the other.',
  params: TitleIdParameter,
  query: z.strictObject({}),
  answer: TitleDetails,
  problems: ['title-not-found'],
  handle: async ({ params, ceiling }, { titles }: Uses<'titles'>) => {
    const title = await titles.get(params.id);
    if (!isShown(title, ceiling))
      throw new Problem('title-not-found', 'Search for it, or look it up by an external id.');
    return withDetails(title);
  },
});
