import { firstList } from '../../../shared/recommendation/first-list.js';
import { adapterOf, learned } from '../../../shared/recommendation/learning.js';
import type { Model } from '../../../shared/recommendation/model.js';
import { informative, LOOKED_AT, renownIn } from '../../../shared/recommendation/onboarding.js';
import { recommend, type Wish } from '../../../shared/recommendation/recommend.js';
import { noTaste } from '../../../shared/recommendation/taste.js';
import type { TitleId } from '../../../shared/title/title-id.js';
import { type Benchmark, type Figure, Skipped } from '../benchmark.js';
import {
  eventsOf,
  LIKED,
  modelOf,
  openWorld,
  type RatingPerson,
  type Said,
  tasteOf,
  type World,
} from './newcomer-world.js';

/** People are dealt into so many parts; each part is asked with what the others taught. */
const PARTS = 5;
/** Onboarding and scores were tuned on the people of parts 0 and 1. */
const REPORTED = [2, 3, 4];
const LISTED = 10;
/** Of `/recommendations/onboarding`: three screens, of which the first is the endpoint's default. */
const SHOWN = 36;
const FIRST_SCREEN = 12;
/** Likes that somebody tells. */
const LIKES = [3, 5] as const;
/** Below this rating a title was disliked. */
const DISLIKED = 3;
/** Of people who liked fewer nothing is left to look for. */
const FEWEST_LIKES = 10;

/** How somebody begins, and what is looked for then. */
interface Trial {
  said: readonly Said[];
  /** Titles that they liked later, of which any would do; the first of them is the next one. */
  later: readonly TitleId[];
}

type Lists = Record<string, readonly TitleId[]>;

/** Of each list by name: for each trial its hits and gains, over those that there were to find. */
export class Tally {
  readonly #rates = new Map<string, { any: number[]; next: number[]; ndcg: number[] }>();

  add(lists: Lists, later: readonly TitleId[]): void {
    for (const [name, list] of Object.entries(lists)) {
      const rates = this.#rates.get(name) ?? { any: [], next: [], ndcg: [] };
      this.#rates.set(name, rates);
      const gains = list
        .slice(0, LISTED)
        .flatMap((title, place) => (later.includes(title) ? [1 / Math.log2(place + 2)] : []));
      rates.any.push(gains.length / later.length);
      rates.ndcg.push(sum(gains) / later.length);
      rates.next.push(list.slice(0, LISTED).some((title) => title === later[0]) ? 1 : 0);
    }
  }

  /** Means over the trials: of any title that was liked later, as if one of them were drawn, and of the next one. */
  of(name: string): { any: number; next: number; ndcg: number } {
    const { any = [], next = [], ndcg = [] } = this.#rates.get(name) ?? {};
    return { any: mean(any), next: mean(next), ndcg: mean(ndcg) };
  }
}

/** What somebody answers to titles that they are shown, one after the other, until they have liked enough. */
export function swiped(
  shown: readonly TitleId[],
  { rated }: RatingPerson,
  { likes, at }: { likes: number; at: number },
): { said: Said[]; looked: number } {
  const ratings = new Map(rated.map(({ title, rating }) => [title, rating]));
  const said: Said[] = [];
  for (const [place, title] of shown.entries()) {
    const rating = ratings.get(title);
    if (rating !== undefined && rating >= LIKED)
      said.push({ type: 'rated', title, rating: 5, at: at + place });
    if (rating !== undefined && rating < DISLIKED) said.push({ type: 'not_for_me', title, at: at + place });
    if (likesIn(said) === likes) return { said, looked: place + 1 };
  }
  return { said, looked: shown.length };
}

function likesIn(said: readonly Said[]): number {
  return said.filter(({ type }) => type === 'rated').length;
}

/** With the first titles that they liked, as many as are missing. */
export function completed(
  said: readonly Said[],
  liked: readonly TitleId[],
  likes: number,
  at: number,
): Said[] {
  const told = new Set(said.map(({ title }) => title));
  const more = liked.filter((title) => !told.has(title)).slice(0, likes - likesIn(said));
  return [
    ...said,
    ...more.map((title, i) => ({ type: 'rated' as const, title, rating: 5, at: at + SHOWN + i })),
  ];
}

function likedBy({ rated }: RatingPerson): TitleId[] {
  return rated.filter(({ rating }) => rating >= LIKED).map(({ title }) => title);
}

/** Titles by how many of these people liked them. */
function popularAmong(people: readonly RatingPerson[]): TitleId[] {
  const counts = new Map<TitleId, number>();
  for (const title of people.flatMap(likedBy)) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([title]) => title);
}

/** The titles of `/recommendations/onboarding`. */
async function onboardingTitles(world: World, { base }: Model): Promise<TitleId[]> {
  const renown = renownIn(base);
  const popular = await world.ports.titleIndex.list({}, 'popular', LOOKED_AT);
  const among = new Set([...popular.map(({ title }) => title.id), ...renown.keys()]);
  return informative(among, world.artefact, SHOWN, renown);
}

/** What is shown to somebody who said this: free and premium, at once and by popularity. */
async function listsFor(
  said: readonly Said[],
  popular: readonly TitleId[],
  model: Model,
  { artefact, ports }: World,
): Promise<Lists> {
  const learnt = { model, artefact };
  const wish = wishOf(said);
  const stored = learned({ taste: noTaste, adapter: undefined }, eventsOf(said), model)?.stored;
  const own = adapterOf(stored?.adapter, model);
  const adapter = own && 'adapter' in own ? own.adapter : undefined;
  const idsOf = (list: readonly { title: { id: TitleId } }[]) => list.map(({ title }) => title.id);
  const told = new Set(said.map(({ title }) => title));
  return {
    popularity: popular.filter((title) => !told.has(title)).slice(0, LISTED),
    'first event': idsOf(await firstList(wish, ports)),
    ours: idsOf(await recommend(wish, learnt, ports)),
    'ours, with the adapter': idsOf(await recommend({ ...wish, adapter }, learnt, ports)),
  };
}

function wishOf(said: readonly Said[]): Wish {
  return {
    taste: tasteOf(said),
    adapter: undefined,
    filter: {},
    favouriteGenres: [],
    dislikedGenres: [],
    context: {},
    limit: LISTED,
    again: false,
    lately: [],
  };
}

export const newcomers: Benchmark = {
  about:
    'what people are recommended after their first 3 or 5 likes, and after those that they gave to the titles of the onboarding (MovieLens latest-small, people held out)',
  async run({ data, say }) {
    if (data === undefined)
      throw new Skipped(
        'BENCH_DATA is unset: name the folder of titles.jsonl.gz and ratings-ml-latest-small.',
      );
    const world = await openWorld(data, say);
    const measured = await measure(world, REPORTED, say);
    const begins = [...measured.tallies.keys()];
    return {
      figures: [
        { what: 'people asked', value: measured.looked.length, unit: '' },
        { what: 'of the ratings, in the catalogue', value: world.joined, unit: '' },
        {
          what: `people with ${LIKES[0]} likes among the first ${FIRST_SCREEN} titles shown`,
          value: mean(measured.looked.map((looked) => (looked <= FIRST_SCREEN ? 1 : 0))),
          unit: '',
        },
        ...begins.flatMap((begin) => figuresOf(begin, measured.tallies.get(begin) ?? new Tally())),
      ],
      chart: {
        title: 'HR@10 of a title that was liked later',
        unit: '',
        kind: 'bars',
        bars: begins.flatMap((begin) =>
          ['popularity', 'ours'].map((name) => ({
            label: `${begin}, ${name}`,
            value: measured.tallies.get(begin)?.of(name).any ?? Number.NaN,
          })),
        ),
      },
    };
  },
};

/** Each reported part of the people, asked with what the others taught. */
async function measure(world: World, parts: readonly number[], say: (progress: string) => void) {
  const tallies = new Map<string, Tally>();
  const looked: number[] = [];
  const tally = (begin: string) => {
    const known = tallies.get(begin) ?? new Tally();
    tallies.set(begin, known);
    return known;
  };
  for (const part of parts) {
    const others = world.people.filter(({ id }) => partOf(id) !== part);
    say(`a base of the ratings of ${others.length} people`);
    const model = modelOf(others, world);
    const [popular, shown] = [popularAmong(others), await onboardingTitles(world, model)];
    for (const person of world.people.filter(({ id }) => partOf(id) === part)) {
      const liked = likedBy(person);
      if (liked.length < FEWEST_LIKES) continue;
      for (const likes of LIKES) {
        const first = { said: completed([], liked, likes, world.now), later: liked.slice(likes) };
        const onboarded = onboardedTrial(person, shown, likes, world.now);
        if (likes === LIKES[0]) looked.push(onboarded.looked);
        for (const [begin, { said, later }] of [
          [`first ${likes} likes`, first],
          [`onboarding, ${likes} likes`, onboarded],
        ] as const)
          tally(begin).add(await listsFor(said, popular, model, world), later);
      }
    }
  }
  return { tallies, looked };
}

/**
 * Only what they had rated in the first half of their likes can be answered, and only what they liked in the second half
 * is looked for: what is shown does not change what there is to find. Who liked too few of what was shown names more.
 */
function onboardedTrial(
  person: RatingPerson,
  shown: readonly TitleId[],
  likes: number,
  at: number,
): Trial & { looked: number } {
  const liked = likedBy(person);
  const half = liked[Math.floor(liked.length / 2)];
  const from = person.rated.findIndex(({ title }) => title === half);
  const early = { id: person.id, rated: person.rated.slice(0, from) };
  const { said, looked } = swiped(shown, early, { likes, at });
  const isEnough = likesIn(said) === likes;
  return {
    said: completed(said, likedBy(early), likes, at),
    later: liked.slice(Math.floor(liked.length / 2)),
    looked: isEnough ? looked : Number.POSITIVE_INFINITY,
  };
}

function figuresOf(begin: string, tally: Tally): Figure[] {
  const popularity = tally.of('popularity');
  const names = ['popularity', 'first event', 'ours', 'ours, with the adapter'];
  return [
    ...names.flatMap((name): Figure[] => {
      const { any, next, ndcg } = tally.of(name);
      return [
        { what: `${begin}, any liked later, HR@10, ${name}`, value: any, unit: '' },
        { what: `${begin}, any liked later, NDCG@10, ${name}`, value: ndcg, unit: '' },
        { what: `${begin}, liked next, HR@10, ${name}`, value: next, unit: '' },
      ];
    }),
    ...(['any', 'next'] as const).map(
      (sought): Figure => ({
        what: `${begin}, ${sought === 'any' ? 'any liked later' : 'liked next'}, HR@10 over popularity`,
        value: tally.of('ours')[sought] / popularity[sought],
        unit: 'x',
        target: { atLeast: 1.5 },
      }),
    ),
  ];
}

/** FNV-1a, dealt by its middle bits. */
function partOf(person: string): number {
  let state = 0x811c_9dc5;
  for (const letter of person) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x0100_0193);
  return (state >>> 8) % PARTS;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
