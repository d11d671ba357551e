import type { SearchAnswer } from './answers.js';
import type { TitleFilter } from './title-filter.js';
import type { TitleIndex } from './title-index.js';

/** The parameter of a request that each part of a filter comes from. */
const parameterOf = {
  types: 'type',
  genres: 'genres',
  not_genres: 'not_genres',
  year_from: 'year_from',
  year_to: 'year_to',
  languages: 'languages',
  max_certification: 'max_certification',
  runtime_from: 'runtime_from',
  runtime_to: 'runtime_to',
  region: 'region',
  platforms: 'platforms',
  offer_types: 'offer_types',
  price: 'max_price',
  quality: 'quality',
  audio: 'audio',
  subtitles: 'subtitles',
  expiring_before: 'expiring_before',
} as const satisfies Partial<Record<keyof TitleFilter, string>>;

/**
 * Which single parameter to leave out where a filter lets nothing pass, and how many titles there would be: the most
 * first, none that would not help. One count for each part of the filter.
 */
export async function relaxations(
  titleIndex: Pick<TitleIndex, 'count'>,
  filter: TitleFilter,
  terms?: readonly number[],
): Promise<NonNullable<SearchAnswer['query']['relax']>> {
  const parts = (Object.keys(parameterOf) as (keyof typeof parameterOf)[]).filter(
    (part) => filter[part] !== undefined,
  );
  const counted = await Promise.all(
    parts.map(async (part) => ({
      parameter: parameterOf[part],
      count: await titleIndex.count({ ...filter, [part]: undefined }, terms),
    })),
  );
  return counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.parameter < b.parameter ? -1 : 1));
}
