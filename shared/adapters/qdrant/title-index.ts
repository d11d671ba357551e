import { QdrantClient, type Schemas } from '@qdrant/js-client-rest';
import type { IndexPoint, IndexVectors } from '../../search/index-point.js';
import type {
  CatalogueCard,
  IndexQuery,
  Order,
  RankedTitle,
  Scored,
  TitleBrief,
  TitleIndex,
} from '../../search/title-index.js';
import type { Title } from '../../title/title.js';
import type { TitleId } from '../../title/title-id.js';
import { prepareCollection } from './collection.js';
import type { QdrantConfig } from './env.js';
import { countTitles, facets } from './facets.js';
import { qdrantFilter } from './filter.js';
import { type Payload, payloadOf } from './payload.js';
import { reachQdrant, readQdrant } from './reach.js';

const CALL_DEADLINE_MS = 5_000;
/** Of a component of a unit vector; what a float32 tells apart near 1, in a third of the digits. */
const PRECISION = 1e7;

/** The part of a card that is read of every title; what people played is left out. */
const cardFields = [
  'title',
  'original_title',
  'year',
  'type',
  'popularity_score',
  'vote_count',
  'language',
  'collection',
  'genres',
  'themes',
  'moods',
  'keywords',
  'credits.cast[].name',
  'credits.directors',
  'credits.creators',
] as const;

const briefFields = [
  'card.id',
  'card.year',
  'card.release_date',
  'card.runtime',
  'card.genres',
  'card.moods',
  'card.collection',
  'card.credits.directors',
];
const allFields = ['card'];

type Found = Schemas['Record'];

/** The search index in Qdrant: one collection with dense, sparse and filtered access (see collection.ts). */
export function qdrantTitleIndex(config: QdrantConfig): TitleIndex {
  const collection = config.QDRANT_COLLECTION;
  const client = new QdrantClient({
    url: config.QDRANT_URL,
    timeout: CALL_DEADLINE_MS,
    checkCompatibility: false,
    ...(config.QDRANT_API_KEY && { apiKey: config.QDRANT_API_KEY }),
  });

  const scroll = async (request: Schemas['ScrollRequest']): Promise<Found[]> =>
    (await readQdrant(client.scroll(collection, request), { points: [] })).points;

  const retrieve = async <T>(ids: readonly TitleId[], fields: string[]): Promise<T[]> => {
    if (ids.length === 0) return [];
    const request = { ids: [...ids], with_payload: fields };
    const points = await readQdrant(client.retrieve(collection, request), []);
    const byId = new Map(points.map((point) => [point.id, point.payload?.['card'] as T]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  };

  const list = async <T>(
    [filter, order, limit, after]: Parameters<TitleIndex['list']>,
    fields: string[],
  ): Promise<RankedTitle<T>[]> => {
    const key = rankOf(order);
    const later = after === undefined ? [] : [{ key, range: { lt: after } }];
    const points = await scroll({
      filter: qdrantFilter(filter, ...later),
      order_by: { key, direction: 'desc' },
      limit,
      with_payload: [...fields, key],
    });
    return points.map(({ payload }) => ({ title: payload?.['card'] as T, rank: Number(payload?.[key]) }));
  };

  return {
    async search(query) {
      const searches = searchesOf(query);
      const request = { searches: searches.map(({ search }) => search) };
      const answers = searches.length ? await readQdrant(client.queryBatch(collection, request), []) : [];
      const lists: Awaited<ReturnType<TitleIndex['search']>> = {
        text: [],
        facts: [],
        keywords: [],
        among: [],
      };
      searches.forEach(({ part }, i) => {
        const points = answers[i]?.points ?? [];
        if (part === 'among') lists.among.push(...points.map(({ id }) => id as TitleId));
        else lists[part] = points.map(scoredFrom);
      });
      return lists;
    },

    titles: (ids) => retrieve<Title>(ids, allFields),

    briefs: (ids) => retrieve<TitleBrief>(ids, briefFields),

    list: (...asked) => list<Title>(asked, allFields),

    listBriefs: (...asked) => list<TitleBrief>(asked, briefFields),

    facets: (filter, terms) => facets(client, collection, filter, terms),

    count: (filter, terms) => countTitles(client, collection, filter, terms),

    async cards(limit, after) {
      const key = rankOf('popular');
      const points = await scroll({
        ...(after !== undefined && { filter: { must: [{ key, range: { lt: after } }] } }),
        order_by: { key, direction: 'desc' },
        limit,
        with_payload: [...cardFields.map((field) => `card.${field}`), key],
      });
      return points.map((point) => ({ card: cardFrom(point), rank: Number(point.payload?.[key]) }));
    },

    async suggest(prefix, filter, limit) {
      if (!/[\p{L}\p{N}]/u.test(prefix)) return [];
      const points = await scroll({
        filter: qdrantFilter(filter, { key: 'title', match: { text: prefix } }),
        order_by: { key: rankOf('popular'), direction: 'desc' },
        limit,
        with_payload: allFields,
      });
      return points.map(titleFrom);
    },

    async put(points) {
      if (points.length === 0) return;
      const request = { wait: true, points: points.map(pointStruct) };
      await reachQdrant(client.upsert(collection, request));
    },

    async putFields(points) {
      if (points.length === 0) return;
      const operations = points.map((point) => ({
        overwrite_payload: { payload: payloadOf(point), points: [point.id] },
      }));
      await reachQdrant(client.batchUpdate(collection, { wait: true, operations }));
    },

    async delete(ids) {
      if (ids.length === 0) return;
      const request = { wait: true, points: [...ids] };
      await readQdrant(client.delete(collection, request), undefined);
    },

    prepare: (sizes) => prepareCollection(client, collection, sizes),
  };
}

type Part = 'text' | 'facts' | 'keywords' | 'among';

/** A search for each part that asks for something. */
function searchesOf(query: IndexQuery): { part: Part; search: Schemas['QueryRequest'] }[] {
  const common = { filter: qdrantFilter(query.filter), limit: query.limit, with_payload: false };
  const searches: { part: Part; search: Schemas['QueryRequest'] }[] = [];
  for (const part of ['text', 'facts'] as const) {
    const vector = query[part];
    if (!vector) continue;
    const sought = typeof vector === 'string' ? vector : shortened(vector);
    searches.push({ part, search: { ...common, using: part, query: sought } });
  }
  const { keywords } = query;
  if (keywords && keywords.indices.length > 0) {
    searches.push({ part: 'keywords', search: { ...common, using: 'keywords', query: { ...keywords } } });
  }
  for (const { ids, filter } of query.among ?? []) {
    if (ids.length === 0) continue;
    const search = { filter: qdrantFilter(filter, { has_id: [...ids] }), limit: ids.length };
    searches.push({ part: 'among', search: { ...search, with_payload: false } });
  }
  return searches;
}

function pointStruct(point: IndexPoint & { vectors: IndexVectors }): Schemas['PointStruct'] {
  const { text, facts, keywords } = point.vectors;
  return {
    id: point.id,
    payload: payloadOf(point),
    vector: {
      text: shortened(text),
      ...(facts && { facts: shortened(facts) }),
      ...(keywords.indices.length > 0 && { keywords: { ...keywords } }),
    },
  };
}

function shortened(vector: Float32Array): number[] {
  return Array.from(vector, (component) => Math.round(component * PRECISION) / PRECISION);
}

function rankOf(order: Order): keyof Payload & `rank_${Order}` {
  return `rank_${order}`;
}

/** Of a title without cast the selected payload has no `cast`. */
function cardFrom(point: Found): CatalogueCard {
  const card = point.payload?.['card'] as Omit<CatalogueCard, 'id' | 'credits'> & {
    credits?: Partial<CatalogueCard['credits']>;
  };
  const credits = { cast: [], directors: [], creators: [], ...card.credits };
  return { ...card, id: point.id as TitleId, credits };
}

function titleFrom(point: Found): Title {
  return point.payload?.['card'] as Title;
}

function scoredFrom({ id, score }: Schemas['ScoredPoint']): Scored {
  return { id: id as TitleId, score };
}
