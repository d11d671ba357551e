import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { placeOf } from '../../search/offer-keys.js';
import type { TitleFilter } from '../../search/title-filter.js';
import type { Facets } from '../../search/title-index.js';
import { anyOf, qdrantFilter } from './filter.js';
import { readQdrant } from './reach.js';

const MOST_VALUES = 20;
/** Every platform of every country that is declared, and then some. */
const MOST_PLACES = 50_000;

/**
 * Counts exactly, each facet without its own part of the filter: it says what another choice would give.
 * With a region, platforms are counted by their offers there.
 */
export async function facets(
  client: QdrantClient,
  collection: string,
  filter: TitleFilter,
  terms: readonly number[] | undefined,
): Promise<Facets> {
  const holdsTerm = terms ? [anyOf('terms', terms)] : [];
  const count = async (key: string, without: TitleFilter, limit = MOST_VALUES) => {
    const request = { key, filter: qdrantFilter(without, ...holdsTerm), limit, exact: true };
    const { hits } = await readQdrant(client.facet(collection, request), { hits: [] });
    return hits.map(valueCount);
  };
  const platformsOf = async (without: TitleFilter) => {
    if (!filter.region) return count('platforms', without);
    const places = await count('places', without, MOST_PLACES);
    return places
      .flatMap(({ value, count }) => {
        const place = placeOf(value);
        return place && place.region === filter.region ? [{ value: place.platform, count }] : [];
      })
      .slice(0, MOST_VALUES);
  };
  const [genres, platforms, type, decades] = await Promise.all([
    count('genres', { ...filter, genres: undefined }),
    platformsOf({ ...filter, platforms: undefined }),
    count('type', { ...filter, types: undefined }),
    count('decade', { ...filter, year_from: undefined, year_to: undefined }),
  ]);
  return { genres, platforms, type, decades };
}

function valueCount({ value, count }: Schemas['FacetValueHit']): { value: string; count: number } {
  return { value: String(value), count };
}
