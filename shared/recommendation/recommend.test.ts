import { describe, expect, it } from 'vitest';
import { artefactOf } from '../../tests/support/artefact.js';
import type { TitleFilter } from '../search/title-filter.js';
import { chanceFrom } from '../sona/chance.js';
import { StoredBase } from '../sona/stored-base.js';
import type { Title } from '../title/title.js';
import { type TitleId, titleIdFrom } from '../title/title-id.js';
import { Model } from './model.js';
import { plainScorer } from './plain-scorer.js';
import { whyOf } from './reasons.js';
import { type RecommendPorts, recommend, shortlistOf, type Wish } from './recommend.js';
import { afterFeedback, noTaste, type Taste, type Timed } from './taste.js';
import { trainBase } from './training.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const genreOf = (i: number) => (i % 2 ? 'horror' : 'romance');
const given = Array.from({ length: 40 }, (_, i) => ({
  title: `film ${i}`,
  genres: [genreOf(i)],
  keywords: [`about ${i % 5}`],
  popularity_score: 1 - i / 50,
}));
const artefact = artefactOf(...given);
const idOf = (i: number): TitleId => titleIdFrom('test', `film ${i} `);
const shown = given.map(
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
function portsWith(gone: readonly TitleId[] = []): RecommendPorts {
  const there = shown.filter(({ id }) => !gone.includes(id));
  const isThere = (id: TitleId) => byId.has(id) && !gone.includes(id);
  return {
    clock: { now: () => NOW },
    log: () => undefined,
    scorer: plainScorer,
    viewCounts: { add: async () => undefined, most: async () => new Map(), forget: async () => undefined },
    titleIndex: {
      search: async ({ among = [] }) => ({
        text: [],
        facts: [],
        keywords: [],
        among: among.flatMap(({ ids }) => ids.filter(isThere)),
      }),
      list: async (_filter: TitleFilter, order, limit) =>
        (order === 'new' ? [...there].reverse() : there)
          .slice(0, limit)
          .map((title, i) => ({ title, rank: -i })),
      titles: async (ids) => ids.flatMap((id) => (isThere(id) ? (byId.get(id) ?? []) : [])),
    },
  };
}

let events = 0;
const rated = (i: number, at: number): Timed => ({
  id: `${(events++).toString(16).padStart(12, '0')}-0000-4000-8000-000000000000`,
  type: 'rated',
  title: idOf(i),
  rating: 5,
  time: at,
});
const tasteOf = (...films: number[]): Taste =>
  films.map((film, i) => rated(film, NOW - 3_600_000 * (films.length - i))).reduce(afterFeedback, noTaste);
const viewers = Array.from({ length: 30 }, (_, i) =>
  tasteOf(i % 40, (i + 2) % 40, (i + 4) % 40, (i + 6) % 40),
);
const model = new Model(
  new StoredBase(trainBase(viewers, NOW / 1_000 - 7_200, undefined, chanceFrom(1)).file),
);

const wish = (taste: Taste, more: Partial<Wish> = {}): Wish => ({
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
const shortlist = async (one: Wish, ports = portsWith()) =>
  new Map((await shortlistOf(one, { model, artefact }, ports)).map((found) => [found.title.id, found]));

describe('the reasons of a recommendation', () => {
  it('are parts of its score: without one the score is lower by its points', async () => {
    const taste = tasteOf(1, 3, 5);
    const asked = { favouriteGenres: ['horror'], context: { mood: 'funny' as const } };
    const all = await shortlist(wish(taste, asked));
    let compared = 0;
    for (const key of ['popular', 'trending', 'new', 'context', 'taste', 'rated']) {
      const without = await shortlist(wish({ ...taste, muted: [key] }, asked));
      for (const [id, { score, parts }] of all) {
        const points = parts
          .filter((part) => part.key.split(':')[0] === key)
          .reduce((sum, part) => sum + part.points, 0);
        const lower = without.get(id)?.score;
        if (points === 0 || lower === undefined) continue;
        expect(score - lower, `${key} of ${id}`).toBeCloseTo(points, 3);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  it('are told with their shares, most first', async () => {
    const all = [...(await shortlist(wish(tasteOf(1, 3, 5)))).values()].map(({ parts }) =>
      whyOf(parts, artefact),
    );
    const shares = all.map((why) => why.map(({ share }) => share));
    expect(shares).toEqual(shares.map((some) => [...some].sort((a, b) => b - a)));
    const reasons = all.flatMap((why) => why.map(({ reason }) => reason));
    expect([...new Set(reasons)]).toEqual(
      expect.arrayContaining(['popular', 'like film 5', 'watched after film 5']),
    );
  });
});

describe('a list', () => {
  it('has each title once, none that was seen or refused or is gone', async () => {
    const taste = { ...tasteOf(1, 3, 5), refused: [idOf(7)] };
    const list = await recommend(wish(taste, { limit: 30 }), { model, artefact }, portsWith([idOf(9)]));
    const ids = list.map(({ title }) => title.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const film of [1, 3, 5, 7, 9]) expect(ids).not.toContain(idOf(film));
    expect(ids.length).toBe(30);
  });

  it('is of the latest list only where there is nothing else', async () => {
    const lately = shown.slice(0, 35).map(({ id }) => id);
    const few = await recommend(wish(noTaste, { lately, limit: 5 }), { model, artefact }, portsWith());
    expect(few.map(({ title }) => title.id).filter((id) => lately.includes(id))).toEqual([]);
    const many = await recommend(wish(noTaste, { lately, limit: 20 }), { model, artefact }, portsWith());
    expect(many).toHaveLength(20);
  });

  it('is the same when it is asked again, and there without an artefact', async () => {
    const ask = (with_ = artefact as typeof artefact | undefined) =>
      recommend(wish(tasteOf(2)), { model, artefact: with_ }, portsWith());
    expect(await ask()).toEqual(await ask());
    expect((await recommend(wish(tasteOf(2)), { model, artefact: undefined }, portsWith())).length).toBe(10);
  });
});
