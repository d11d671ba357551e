import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { asksOfOffers } from '../../search/matches.js';
import { placeOf } from '../../search/offer-keys.js';
import type { TitleFilter } from '../../search/title-filter.js';
import type { Facets } from '../../search/title-index.js';
import { anyOf, type Condition, qdrantFilter } from './filter.js';
import { readQdrant } from './reach.js';

const MOST_VALUES = 20;
/** Every platform of every country that is declared, and then some. */
const MOST_PLACES = 50_000;

type ValueCount = Facets['genres'][number];

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
  const holdsTerm = holdsOneOf(terms);
  const count = async (key: string, without: TitleFilter, limit = MOST_VALUES) => {
    const request = { key, filter: qdrantFilter(without, ...holdsTerm), limit, exact: true };
    const { hits } = await readQdrant(client.facet(collection, request), { hits: [] });
    return hits.map(valueCount);
  };
  const [genres, platforms, type, decades, languages, ratings] = await Promise.all([
    count('genres', { ...filter, genres: undefined }),
    platformsOf({ ...filter, platforms: undefined }),
    count('type', { ...filter, types: undefined }),
    count('decade', { ...filter, year_from: undefined, year_to: undefined }),
    count('language', { ...filter, languages: undefined }),
    count('certification', { ...filter, max_certification: undefined }),
  ]);
  return { genres, platforms, type, decades, languages, ratings };

  async function platformsOf(without: TitleFilter): Promise<ValueCount[]> {
    const named = await platformsNamed(without);
    const { region: _, ...beside } = without;
    if (!asksOfOffers(beside)) return named.slice(0, MOST_VALUES);
    // A platform that has an offer of a title need not have the one that is asked for: `named` counts too many.
    return mostOf(named, (platform) =>
      countTitles(client, collection, { ...without, platforms: [platform] }, terms),
    );
  }

  /** Titles by the platforms that have any offer of them, in the region where one is given; most first. */
  async function platformsNamed(without: TitleFilter): Promise<ValueCount[]> {
    if (!without.region) return count('platforms', without, MOST_PLACES);
    const places = await count('places', without, MOST_PLACES);
    return places.flatMap(({ value, count }) => {
      const place = placeOf(value);
      return place && place.region === without.region ? [{ value: place.platform, count }] : [];
    });
  }
}

export async function countTitles(
  client: QdrantClient,
  collection: string,
  filter: TitleFilter,
  terms?: readonly number[],
): Promise<number> {
  const request = { filter: qdrantFilter(filter, ...holdsOneOf(terms)), exact: true };
  const { count } = await readQdrant(client.count(collection, request), { count: 0 });
  return count;
}

/** Those of the highest counts, where only bounds of the counts are known: looks no further than could matter. */
async function mostOf(
  bounds: readonly ValueCount[],
  count: (value: string) => Promise<number>,
): Promise<ValueCount[]> {
  let counted: ValueCount[] = [];
  for (let from = 0; from < bounds.length; from += MOST_VALUES) {
    const last = counted[MOST_VALUES - 1]?.count ?? 0;
    if (last > (bounds[from]?.count ?? 0)) break;
    const next = await Promise.all(
      bounds.slice(from, from + MOST_VALUES).map(async ({ value }) => ({ value, count: await count(value) })),
    );
    counted = [...counted, ...next]
      .filter((one) => one.count > 0)
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }
  return counted.slice(0, MOST_VALUES);
}

function holdsOneOf(terms: readonly number[] | undefined): Condition[] {
  return terms ? [anyOf('terms', terms)] : [];
}

function valueCount({ value, count }: Schemas['FacetValueHit']): ValueCount {
  return { value: String(value), count };
}
