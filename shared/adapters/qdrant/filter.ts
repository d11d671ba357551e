import type { Schemas } from '@qdrant/js-client-rest';
import { ANYWHERE, placeKey } from '../../search/offer-keys.js';
import type { TitleFilter } from '../../search/title-filter.js';

type Condition = Schemas['FieldCondition'];
export type Filter = { must: Condition[] };

export function qdrantFilter(filter: TitleFilter, ...further: Condition[]): Filter {
  const { types, genres, year_from, year_to } = filter;
  const must: Condition[] = [...further];
  if (types) must.push(anyOf('type', types));
  if (genres) must.push(anyOf('genres', genres));
  if (year_from !== undefined || year_to !== undefined) {
    must.push({ key: 'year', range: { gte: year_from ?? null, lte: year_to ?? null } });
  }
  const offered = offeredWhere(filter);
  if (offered) must.push(offered);
  return { must };
}

function offeredWhere({ region, platforms, available }: TitleFilter): Condition | undefined {
  if (region !== undefined) {
    const places = platforms?.map((platform) => placeKey(region, platform));
    return anyOf('offers', places ?? [region]);
  }
  if (platforms) return anyOf('platforms', platforms);
  return available ? anyOf('offers', [ANYWHERE]) : undefined;
}

/** Holds where the field has one of the values. */
export function anyOf(key: string, values: readonly (string | number)[]): Condition {
  return { key, match: { any: [...values] as string[] | number[] } };
}
