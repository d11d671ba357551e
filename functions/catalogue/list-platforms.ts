import { z } from 'zod';
import { offerTypes } from '../../shared/availability/offer.js';
import { type Platform, platforms } from '../../shared/availability/platforms.js';
import { endpoint } from '../../shared/function/endpoint.js';
import { Pagination } from '../../shared/search/answers.js';
import { TitleParameters } from '../../shared/search/title-parameters.js';

const Link = z.object({ pattern: z.string(), verified: z.boolean(), source: z.string() });

const PlatformAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    home_page: z.url(),
    countries: z.array(z.string()),
    offer_types: z.array(z.enum(offerTypes)),
    links: z
      .record(z.string(), Link.nullable())
      .describe('Patterns of links into the app or the page of a title; unverified ones may break.'),
  })
  .meta({ id: 'Platform' });

export const listPlatforms = endpoint({
  summary: 'Streaming platforms',
  description:
    'Every platform that the gateway knows, or those of one region, the widest known first. One page.',
  query: TitleParameters.pick({ region: true }),
  answer: z.object({ data: z.array(PlatformAnswer), pagination: Pagination }).meta({ id: 'PlatformList' }),
  handle: async ({ query: { region } }) => {
    const here =
      region === undefined ? platforms : platforms.filter(({ countries }) => countries.includes(region));
    return {
      data: here.map(answerOf),
      pagination: { limit: here.length, has_more: false, next_cursor: null },
    };
  },
});

function answerOf({
  id,
  name,
  home_page,
  countries,
  offer_types,
  links,
}: Platform): z.input<typeof PlatformAnswer> {
  return {
    id,
    name,
    home_page,
    countries: [...countries],
    offer_types: [...offer_types],
    links: { ...links },
  };
}
