import { beforeEach, expect, it } from 'vitest';
import type { IndexPoint, IndexVectors, SparseVector } from '../../shared/search/index-point.js';
import { offerKeys } from '../../shared/search/offer-keys.js';
import type { TitleFilter } from '../../shared/search/title-filter.js';
import type { IndexQuery, TitleIndex } from '../../shared/search/title-index.js';
import type { Title } from '../../shared/title/title.js';
import { idOf, offerOf, titleOf } from './fixtures.js';

type Point = IndexPoint & { vectors: IndexVectors };

const sizes = { text: 4, facts: 2 };

/** A title as the index takes it, its ranks made of its popularity. */
export function pointOf(
  name: string,
  given: Partial<Title> = {},
  vectors: Partial<IndexVectors> = {},
): Point {
  const title = titleOf(name, given);
  const keywords = vectors.keywords ?? { indices: [], values: [] };
  const rank = title.popularity_score;
  return {
    id: title.id,
    title,
    fields: {
      offers: offerKeys(title.availability),
      terms: keywords.indices,
      rank_popular: rank,
      rank_new: -rank,
      rank_trending: rank / 3,
    },
    vectors: { text: Float32Array.of(1, 0, 0, 0), facts: undefined, ...vectors, keywords },
  };
}

const catalogue = [
  pointOf('Heat', {
    year: 1995,
    genres: ['crime', 'drama'],
    popularity_score: 0.9,
    availability: [offerOf('US', 'netflix'), offerOf('GB', 'hulu', 'rental')],
  }),
  pointOf('Seven Samurai', {
    original_title: 'Shichinin no samurai',
    year: 1954,
    genres: ['action', 'drama'],
    popularity_score: 0.8,
    availability: [offerOf('US', 'hulu')],
  }),
  pointOf('Amélie', {
    original_title: "Le Fabuleux Destin d'Amélie Poulain",
    year: 2001,
    genres: ['comedy'],
    popularity_score: 0.7,
    availability: [offerOf('FR', 'netflix')],
  }),
  pointOf('Dark', { type: 'series', year: 2017, genres: ['mystery'], popularity_score: 0.6 }),
  pointOf('The Dark Knight', { year: 2008, genres: ['action'], popularity_score: 0.95 }),
  pointOf('Unreleased', { year: null, genres: [], popularity_score: 0.1 }),
];

/** What every TitleIndex does. `open` gives one without any title, not even prepared. */
export function titleIndexContract(open: () => TitleIndex): void {
  let index: TitleIndex;
  beforeEach(() => {
    index = open();
  });

  const fill = async (points: readonly Point[]) => {
    await index.prepare(sizes);
    await index.put(points);
  };
  const listed = async (filter: TitleFilter) =>
    (await index.list(filter, 'popular', 100)).map(({ title }) => title.title);
  const search = (query: Partial<IndexQuery>) =>
    index.search({ text: undefined, facts: undefined, keywords: undefined, filter: {}, limit: 10, ...query });

  it('is empty before anything is ingested', async () => {
    expect(await search({ text: Float32Array.of(1, 0, 0, 0) })).toEqual({
      text: [],
      facts: [],
      keywords: [],
      among: [],
    });
    expect(await index.titles([idOf('Heat')])).toEqual([]);
    expect(await index.list({}, 'new', 10)).toEqual([]);
    expect(await index.facets({ region: 'US' })).toEqual({
      genres: [],
      platforms: [],
      type: [],
      decades: [],
      languages: [],
      ratings: [],
    });
    expect(await index.count({ region: 'US' })).toBe(0);
    expect(await index.suggest('he', {}, 10)).toEqual([]);
    await index.delete([idOf('Heat')]);
  });

  it('is prepared by several at once, and again, without harm', async () => {
    await Promise.all([index.prepare(sizes), index.prepare(sizes), index.prepare(sizes)]);
    await fill(catalogue);
    await index.prepare(sizes);
    expect(await listed({})).toHaveLength(catalogue.length);
    await expect(index.prepare({ ...sizes, text: 5 })).rejects.toThrow('text vectors of 4 dimensions');
  });

  it('gives titles as they were put, in the order that was asked', async () => {
    await fill(catalogue);
    const ids = ['Dark', 'none', 'Heat'].map(idOf);
    expect(await index.titles(ids)).toEqual([catalogue[3]?.title, catalogue[0]?.title]);
    expect(await index.titles([])).toEqual([]);
  });

  it('gives of titles, by id and in order, as much as it takes to choose', async () => {
    await fill(catalogue);
    const briefOf = ({ title }: Point) => {
      const { id, year, release_date, runtime, genres, moods, collection, credits } = title;
      const { directors } = credits;
      return { id, year, release_date, runtime, genres, moods, collection, credits: { directors } };
    };
    expect(await index.briefs([idOf('Dark'), idOf('none')])).toEqual(catalogue.slice(3, 4).map(briefOf));
    const whole = await index.list({}, 'popular', 3);
    const listed = await index.listBriefs({}, 'popular', 3);
    expect(listed.map(({ title, rank }) => [title.id, rank])).toEqual(
      whole.map(({ title, rank }) => [title.id, rank]),
    );
    expect(listed).toHaveLength(3);
    expect(listed[0]?.title).not.toHaveProperty('availability');
  });

  it('finds by likeness, each part by itself', async () => {
    await fill([
      pointOf('a', {}, { text: Float32Array.of(1, 0, 0, 0), facts: Float32Array.of(0, 1) }),
      pointOf('b', {}, { text: Float32Array.of(0.6, 0.8, 0, 0) }),
      pointOf('c', {}, { text: Float32Array.of(0, 1, 0, 0), facts: Float32Array.of(0.8, 0.6) }),
    ]);
    const found = await search({ text: Float32Array.of(1, 0, 0, 0), facts: Float32Array.of(1, 0), limit: 2 });
    expect(found.text.map(({ id }) => id)).toEqual([idOf('a'), idOf('b')]);
    expect(found.text[0]?.score).toBeCloseTo(1, 2);
    expect(found.text[1]?.score).toBeCloseTo(0.6, 2);
    expect(found.facts.map(({ id }) => id)).toEqual([idOf('c'), idOf('a')]);
    expect(found.keywords).toEqual([]);
    expect(await search({})).toEqual({ text: [], facts: [], keywords: [], among: [] });
  });

  it('finds what is like a title, not the title itself, and nothing like one that it does not hold', async () => {
    await fill([
      pointOf('a', {}, { text: Float32Array.of(1, 0, 0, 0) }),
      pointOf('b', {}, { text: Float32Array.of(0.6, 0.8, 0, 0) }),
      pointOf('c', {}, { text: Float32Array.of(0, 1, 0, 0) }),
    ]);
    const { text } = await search({ text: idOf('a') });
    expect(text.map(({ id }) => id)).toEqual([idOf('b'), idOf('c')]);
    expect(text[0]?.score).toBeCloseTo(0.6, 2);
    expect((await search({ text: idOf('none') })).text).toEqual([]);
  });

  it('finds by words, the rarer ones first, and only what holds one', async () => {
    const holding = (...indices: number[]): { keywords: SparseVector } => ({
      keywords: { indices, values: indices.map(() => 1) },
    });
    await fill([
      pointOf('common', {}, holding(1)),
      pointOf('rare', {}, holding(2)),
      pointOf('also common', {}, holding(1)),
      pointOf('neither', {}, holding(3)),
      pointOf('none', {}, holding()),
    ]);
    const { keywords } = await search({ keywords: { indices: [1, 2], values: [1, 1] } });
    expect(keywords[0]?.id).toBe(idOf('rare'));
    expect(keywords.map(({ id }) => id).sort()).toEqual(['common', 'rare', 'also common'].map(idOf).sort());
  });

  const filters: [TitleFilter, string[]][] = [
    [{}, ['The Dark Knight', 'Heat', 'Seven Samurai', 'Amélie', 'Dark', 'Unreleased']],
    [{ types: ['series'] }, ['Dark']],
    [{ types: ['series', 'movie'], genres: ['mystery', 'comedy'] }, ['Amélie', 'Dark']],
    [{ year_from: 1954, year_to: 1995 }, ['Heat', 'Seven Samurai']],
    [{ year_from: 2008 }, ['The Dark Knight', 'Dark']],
    [{ region: 'US' }, ['Heat', 'Seven Samurai']],
    [{ platforms: ['netflix'] }, ['Heat', 'Amélie']],
    [{ region: 'US', platforms: ['hulu'] }, ['Seven Samurai']],
    [{ region: 'GB', platforms: ['hulu', 'netflix'] }, ['Heat']],
    [{ available: true }, ['Heat', 'Seven Samurai', 'Amélie']],
    [{ region: 'US', genres: ['drama'], year_to: 1960 }, ['Seven Samurai']],
    [{ region: 'ZZ' }, []],
  ];
  it.each(filters)('filters by %j', async (filter, expected) => {
    await fill(catalogue);
    expect(await listed(filter)).toEqual(expected);
    const { text } = await search({ text: Float32Array.of(1, 0, 0, 0), filter });
    expect(text.map(({ id }) => id).sort()).toEqual(expected.map(idOf).sort());
  });

  it('says which of the titles named satisfy a filter of their own', async () => {
    await fill(catalogue);
    const ids = ['Heat', 'Dark', 'Amélie', 'never put'].map(idOf);
    const among = (filter: TitleFilter) => search({ filter: { types: ['short'] }, among: [{ ids, filter }] });
    expect((await among({})).among.sort()).toEqual(ids.slice(0, 3).sort());
    expect((await among({ not_genres: ['comedy'], types: ['movie'] })).among).toEqual([idOf('Heat')]);
  });

  it('lists everything exactly once over its pages, in each order', async () => {
    const many = Array.from({ length: 57 }, (_, i) =>
      pointOf(`title ${i}`, { popularity_score: ((i * 37) % 57) / 57 + i * 1e-9 }),
    );
    await fill(many);
    for (const order of ['popular', 'new', 'trending'] as const) {
      const seen: { id: string; rank: number }[] = [];
      for (let after: number | undefined; ; ) {
        const page = await index.list({}, order, 10, after);
        seen.push(...page.map(({ title, rank }) => ({ id: title.id, rank })));
        if (page.length < 10) break;
        after = page.at(-1)?.rank;
      }
      expect(seen).toEqual([...seen].sort((a, b) => b.rank - a.rank));
      expect(seen.map(({ id }) => id).sort()).toEqual(many.map(({ id }) => id).sort());
    }
  });

  it('counts each facet without its own filter, exactly', async () => {
    await fill(catalogue);
    const all = await index.facets({});
    expect(all.genres.slice(0, 2).map(({ count }) => count)).toEqual([2, 2]);
    expect(new Map(all.genres.map(({ value, count }) => [value, count]))).toEqual(
      new Map([
        ['action', 2],
        ['drama', 2],
        ['comedy', 1],
        ['crime', 1],
        ['mystery', 1],
      ]),
    );
    expect(all.type).toEqual([
      { value: 'movie', count: 5 },
      { value: 'series', count: 1 },
    ]);
    expect(all.decades).toContainEqual({ value: '2000s', count: 2 });
    const drama = await index.facets({ genres: ['crime'], region: 'US' });
    expect(drama.platforms).toEqual([{ value: 'netflix', count: 1 }]);
    expect(drama.genres.find(({ value }) => value === 'action')).toEqual({ value: 'action', count: 1 });
  });

  it('counts for a facet what the filter by its value would list', async () => {
    await fill(catalogue);
    for (const region of [undefined, 'US', 'GB']) {
      const { platforms, genres } = await index.facets({ region });
      for (const { value, count } of platforms) {
        expect(await listed({ region, platforms: [value] })).toHaveLength(count);
      }
      for (const { value, count } of genres)
        expect(await listed({ region, genres: [value] })).toHaveLength(count);
    }
  });

  it('counts only what holds one of the terms, where terms are given', async () => {
    const holding = (indices: number[]) => ({ keywords: { indices, values: indices.map(() => 1) } });
    await fill([
      pointOf('a', { genres: ['war'] }, holding([1, 2])),
      pointOf('b', { genres: ['war'] }, holding([2])),
      pointOf('c', { genres: ['war'] }, holding([3])),
    ]);
    expect((await index.facets({}, [1, 2])).genres).toEqual([{ value: 'war', count: 2 }]);
    expect((await index.facets({}, [9])).genres).toEqual([]);
  });

  const suggestions: [string, string[]][] = [
    ['dar', ['The Dark Knight', 'Dark']],
    ['da kn', ['The Dark Knight']],
    ['KNIGHT dark', ['The Dark Knight']],
    ['ark', []],
    ['amel', ['Amélie']],
    ['Amé', ['Amélie']],
    ['shichi', ['Seven Samurai']],
    ['samuraiiii', []],
    ['!?', []],
  ];
  it.each(suggestions)('suggests for %j', async (prefix, expected) => {
    await fill(catalogue);
    expect((await index.suggest(prefix, {}, 10)).map(({ title }) => title)).toEqual(expected);
  });

  it('suggests as many as asked, within the filter', async () => {
    await fill(catalogue);
    expect(await index.suggest('d', {}, 1)).toMatchObject([{ title: 'The Dark Knight' }]);
    expect(await index.suggest('d', { types: ['series'] }, 5)).toMatchObject([{ title: 'Dark' }]);
  });

  it('gives cards in the order of popularity, page by page', async () => {
    expect(await index.cards(10)).toEqual([]);
    const credits = {
      cast: [{ name: 'Al Pacino', character: 'Vincent Hanna' }, { name: 'Val Kilmer' }],
      directors: ['Michael Mann'],
      creators: [],
    };
    await fill([...catalogue, pointOf('Heat', { popularity_score: 0.9, keywords: ['bank'], credits })]);
    const first = await index.cards(2);
    const rest = await index.cards(10, first.at(-1)?.rank);
    expect([...first, ...rest].map(({ card }) => card.title)).toEqual(await listed({}));
    const { card, rank } = first[1] as (typeof first)[number];
    expect(rank).toBe(0.9);
    expect(card).toMatchObject({
      id: idOf('Heat'),
      title: 'Heat',
      popularity_score: 0.9,
      keywords: ['bank'],
    });
    expect(card.credits).toEqual({ ...credits, cast: [{ name: 'Al Pacino' }, { name: 'Val Kilmer' }] });
    expect(card).not.toHaveProperty('overview');
    expect(rest[0]?.card.credits).toEqual({ cast: [], directors: [], creators: [] });
  });

  it('changes everything but the vectors', async () => {
    const keywords = { indices: [7], values: [1] };
    await fill([pointOf('Heat', { genres: ['crime'] }, { keywords })]);
    const { vectors: _, ...changed } = pointOf('Heat', {
      genres: ['thriller'],
      availability: [offerOf('US', 'max')],
    });
    await index.putFields([changed]);
    expect(await listed({ genres: ['crime'] })).toEqual([]);
    expect(await listed({ region: 'US', platforms: ['max'] })).toEqual(['Heat']);
    expect((await search({ keywords })).keywords).toHaveLength(1);
    expect((await search({ text: Float32Array.of(1, 0, 0, 0) })).text).toHaveLength(1);
  });

  it('refuses to change a title that it does not hold, and names it', async () => {
    await index.prepare(sizes);
    const { vectors: _, ...unknown } = pointOf('never put');
    await expect(index.putFields([unknown])).rejects.toThrow(unknown.id);
  });

  it('replaces a title that is put again, and forgets one that is deleted', async () => {
    await fill(catalogue);
    await index.put([pointOf('Heat', { genres: ['western'] })]);
    expect(await listed({ genres: ['crime'] })).toEqual([]);
    expect(await listed({ genres: ['western'] })).toEqual(['Heat']);
    await index.delete([idOf('Heat'), idOf('never there')]);
    expect(await index.titles([idOf('Heat')])).toEqual([]);
    expect(await listed({})).toHaveLength(catalogue.length - 1);
    await Promise.all([index.put([]), index.putFields([]), index.delete([])]);
  });
}
