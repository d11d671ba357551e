import { scoringGraph } from '../../shared/adapters/onnx/scoring-graph.js';
import { openSonaScorer } from '../../shared/adapters/onnx/sona-scorer.js';
import { Model } from '../../shared/recommendation/model.js';
import type { RecommendPorts, Wish } from '../../shared/recommendation/recommend.js';
import { afterFeedback, noTaste, type Taste, type Timed } from '../../shared/recommendation/taste.js';
import { trainBase } from '../../shared/recommendation/training.js';
import type { TitleFilter } from '../../shared/search/title-filter.js';
import type { Order } from '../../shared/search/title-index.js';
import { chanceFrom } from '../../shared/sona/chance.js';
import { StoredBase } from '../../shared/sona/stored-base.js';
import type { Title } from '../../shared/title/title.js';
import { type TitleId, titleIdFrom } from '../../shared/title/title-id.js';
import { artefactOf } from './artefact.js';

/** Forty films of two genres, thirty viewers who go from one to the next but one, and an index that holds the films. */
export const NOW = Date.parse('2026-11-21T10:00:00Z');
const genreOf = (i: number) => (i % 2 ? 'horror' : 'romance');
const given = Array.from({ length: 40 }, (_, i) => ({
  title: `film ${i}`,
  genres: [genreOf(i)],
  keywords: [`about ${i % 5}`],
  popularity_score: 1 - i / 50,
}));
export const artefact = artefactOf(...given);
export const idOf = (i: number): TitleId => titleIdFrom('test', `film ${i} `);
export const shown = given.map(
  ({ title, genres }, i) =>
    ({
      id: idOf(i),
      title,
      genres,
      moods: i % 4 ? [] : ['funny'],
      runtime: 90,
      collection: null,
      release_date: i === 39 ? '2026-11-01' : '1999-01-01',
      year: 1999,
      credits: { cast: [], directors: [], creators: [] },
      availability: [],
    }) as unknown as Title,
);
const byId = new Map(shown.map((title) => [title.id, title]));

/** An index that holds these titles but for `gone`. */
export function portsWith(gone: readonly TitleId[] = []): RecommendPorts {
  const there = shown.filter(({ id }) => !gone.includes(id));
  const isThere = (id: TitleId) => byId.has(id) && !gone.includes(id);
  const list = async (_filter: TitleFilter, order: Order, limit: number) =>
    (order === 'new' ? [...there].reverse() : there).slice(0, limit).map((title, i) => ({ title, rank: -i }));
  const titles = async (ids: readonly TitleId[]) =>
    ids.flatMap((id) => (isThere(id) ? (byId.get(id) ?? []) : []));
  return {
    clock: { now: () => NOW },
    log: () => undefined,
    scorer,
    viewCounts: { add: async () => undefined, most: async () => new Map(), forget: async () => undefined },
    titleIndex: {
      search: async ({ among = [] }) => ({
        text: [],
        facts: [],
        keywords: [],
        among: among.flatMap(({ ids }) => ids.filter(isThere)),
      }),
      list,
      listBriefs: list,
      titles,
      briefs: titles,
    },
  };
}

/** As the service scores. */
const scorer = await openSonaScorer(scoringGraph);

let events = 0;
const rated = (i: number, at: number): Timed => ({
  id: `${(events++).toString(16).padStart(12, '0')}-0000-4000-8000-000000000000`,
  type: 'rated',
  title: idOf(i),
  rating: 5,
  time: at,
});
export const tasteOf = (...films: number[]): Taste =>
  films.map((film, i) => rated(film, NOW - 3_600_000 * (films.length - i))).reduce(afterFeedback, noTaste);
const viewers = Array.from({ length: 30 }, (_, i) =>
  tasteOf(i % 40, (i + 2) % 40, (i + 4) % 40, (i + 6) % 40),
);
export const model = new Model(
  new StoredBase(trainBase(viewers, NOW / 1_000 - 7_200, undefined, chanceFrom(1)).file),
);

export const wish = (taste: Taste, more: Partial<Wish> = {}): Wish => ({
  taste,
  adapter: undefined,
  filter: {},
  favouriteGenres: [],
  dislikedGenres: [],
  context: {},
  limit: 10,
  again: false,
  lately: [],
  ...more,
});
