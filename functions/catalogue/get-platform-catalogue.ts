import { z } from 'zod';
import { platformById } from '../../shared/availability/platforms.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { TitleList } from '../../shared/search/answers.js';
import { listTitles } from '../../shared/search/listing.js';
import { filterOf, TitleParameters } from '../../shared/search/title-parameters.js';

export const getPlatformCatalogue = endpoint({
  summary: 'What a platform offers',
  description: 'Titles that the platform offers (in `region`, where given), most popular first.',
  params: z.object({
    platform_id: z
      .string()
      .min(1)
      .max(100)
      .toLowerCase()
      .meta({ description: 'An id of `GET /api/v1/platforms`.', example: 'netflix' }),
  }),
  query: TitleParameters.omit({ platforms: true }),
  answer: TitleList,
  problems: ['platform-not-found', 'invalid-cursor', 'not-authenticated'],
  handle: async ({ params, query, ceiling, viewer }, { titleIndex }: Uses<'titleIndex'>) => {
    const platform = platformById(params.platform_id);
    if (!platform) throw new Problem('platform-not-found', 'GET /api/v1/platforms lists every platform.');
    return listTitles(titleIndex, {
      ...query,
      order: 'popular',
      filter: filterOf({ ...query, platforms: [platform.id] }, { ceiling, viewer }),
    });
  },
});
