import { randomUUID } from 'node:crypto';
import { scoringGraph } from '../../../shared/adapters/onnx/scoring-graph.js';
import { openSonaScorer } from '../../../shared/adapters/onnx/sona-scorer.js';
import type { CatalogueArtefact } from '../../../shared/artefact/catalogue-artefact.js';
import type { Feedback } from '../../../shared/recommendation/feedback.js';
import { Model } from '../../../shared/recommendation/model.js';
import type { RecommendPorts } from '../../../shared/recommendation/recommend.js';
import {
  afterFeedback,
  MOST_TITLES,
  noTaste,
  type Taste,
  type Timed,
} from '../../../shared/recommendation/taste.js';
import { trainBase } from '../../../shared/recommendation/training.js';
import { embeddingText, popularRank, trendingRank } from '../../../shared/search/index-fields.js';
import type { Order } from '../../../shared/search/title-index.js';
import { chanceFrom } from '../../../shared/sona/chance.js';
import type { Scorer } from '../../../shared/sona/scorer.js';
import { StoredBase } from '../../../shared/sona/stored-base.js';
import type { Title } from '../../../shared/title/title.js';
import type { TitleId } from '../../../shared/title/title-id.js';
import { fileTitles } from '../../models/file-titles.js';
import { artefactOf } from '../similar/catalogue.js';
import { joinedFilms, rows } from '../similar/co-watched.js';
import { embedded, openEmbedder } from '../vector-engine/titles.js';

/** From this rating on a title was liked. */
export const LIKED = 4;

export interface Rated {
  title: TitleId;
  rating: number;
  /** Epoch milliseconds. */
  at: number;
}

/** What somebody rated, oldest first. */
export interface RatingPerson {
  id: string;
  rated: readonly Rated[];
}

/** The films of the ratings as the service would hold them: catalogue, index, and who rated what. */
export interface World {
  artefact: CatalogueArtefact;
  ports: RecommendPorts;
  people: readonly RatingPerson[];
  /** Epoch milliseconds: a day after the last rating. */
  now: number;
  /** The share of the ratings whose film the catalogue has. */
  joined: number;
}

const DAY_MS = 86_400_000;

/** Of the catalogue file only the films that somebody rated: all are ranked, as the protocols have it. */
export async function openWorld(data: string, say: (progress: string) => void): Promise<World> {
  const all = Array.from(fileTitles(data), ({ entry }) => entry.title);
  const everything = artefactOf(all);
  const ids = new Map(
    [...joinedFilms(data, everything.titles)].map(([film, title]) => [film, everything.titles.id(title)]),
  );
  const { people, joined } = peopleOf(data, ids);
  const rated = new Set(people.flatMap(({ rated: own }) => own.map(({ title }) => title)));
  const embedder = await openEmbedder();
  const texts = await embedded(embedder, all.map(embeddingText), say);
  const titles = all.filter(({ id }) => rated.has(id));
  const vectors = new Map(
    all.flatMap(({ id }, place) =>
      rated.has(id)
        ? [[id, texts.subarray(place * embedder.textSize, (place + 1) * embedder.textSize)] as const]
        : [],
    ),
  );
  const now = DAY_MS + Math.max(...people.flatMap(({ rated: own }) => own.map(({ at }) => at)));
  const ports = portsOf(titles, vectors, now, await openSonaScorer(scoringGraph));
  return { artefact: artefactOf(titles), ports, people, now, joined };
}

function peopleOf(data: string, ids: ReadonlyMap<string, TitleId>) {
  const people = new Map<string, Rated[]>();
  const ratings = rows(data, 'ratings.csv');
  let joined = 0;
  for (const { userId = '', movieId = '', rating, timestamp } of ratings) {
    const title = ids.get(movieId);
    const rated = people.get(userId) ?? [];
    people.set(userId, rated);
    if (title === undefined) continue;
    joined++;
    rated.push({ title, rating: Number(rating), at: Number(timestamp) * 1_000 });
  }
  return {
    people: Array.from(people, ([id, rated]) => ({ id, rated: rated.sort((a, b) => a.at - b.at) })),
    joined: joined / ratings.length,
  };
}

/** What recommending asks of the world, in this process: every title is looked at. */
function portsOf(
  titles: readonly Title[],
  vectors: ReadonlyMap<TitleId, Float32Array>,
  now: number,
  scorer: Scorer,
): RecommendPorts {
  const known = new Map(titles.map((title) => [title.id, title]));
  const ranks: Record<Order, (title: Title) => number> = {
    popular: popularRank,
    trending: trendingRank,
    new: ({ year }) => year ?? 0,
  };
  const listed = (order: Order) =>
    titles
      .map((title) => ({ title, rank: ranks[order](title) }))
      .sort((a, b) => b.rank - a.rank || (a.title.id < b.title.id ? -1 : 1));
  const lists = { popular: listed('popular'), trending: listed('trending'), new: listed('new') };
  const listOf = async (_filter: unknown, order: Order, limit: number) => lists[order].slice(0, limit);
  const titlesOf = async (ids: readonly TitleId[]) => ids.flatMap((id) => known.get(id) ?? []);
  return {
    clock: { now: () => now },
    log: () => {},
    scorer,
    viewCounts: { add: async () => {}, most: async () => new Map(), forget: async () => {} },
    titleIndex: {
      async search({ text, limit, among }) {
        const own = typeof text === 'string' ? vectors.get(text) : undefined;
        const near = own ? nearest(vectors, own, limit + 1).filter(({ id }) => id !== text) : [];
        const wanted = (among ?? []).flatMap(({ ids }) => ids.filter((id) => known.has(id)));
        return { text: near.slice(0, limit), facts: [], keywords: [], among: wanted };
      },
      list: listOf,
      listBriefs: listOf,
      titles: titlesOf,
      briefs: titlesOf,
    },
  };
}

function nearest(vectors: ReadonlyMap<TitleId, Float32Array>, own: Float32Array, limit: number) {
  return Array.from(vectors, ([id, vector]) => ({ id, score: product(vector, own) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** A base as the training job makes it of these people's tastes. */
export function modelOf(people: readonly RatingPerson[], { now }: World): Model {
  const tastes = people.map(({ rated }) =>
    tasteOf(rated.slice(-MOST_TITLES).map((one) => ({ ...one, type: 'rated' }))),
  );
  return new Model(new StoredBase(trainBase(tastes, Math.floor(now / 1_000), undefined, chanceFrom(1)).file));
}

export interface Said {
  type: Feedback['type'];
  title: TitleId;
  rating?: number;
  at: number;
}

/** As clients tell it. */
export function eventsOf(said: readonly Said[]): Timed[] {
  return said.map(({ at, ...event }) => ({ id: randomUUID(), ...event, time: at }));
}

/** What is known of somebody who has said this. */
export function tasteOf(said: readonly Said[]): Taste {
  return eventsOf(said).reduce(afterFeedback, noTaste);
}
