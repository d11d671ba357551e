import { contextOf, isPast } from './context.js';
import { grown } from './growing.js';
import type { Histories, History } from './histories.js';
import { latestTitles } from './histories.js';
import type { ListOrder } from './list-order.js';
import type { Neighbours } from './neighbours.js';
import type { Dated } from './past.js';
import type { Popularity } from './popularity.js';
import type { SequenceModel } from './sequence-model.js';
import {
  stepWeights,
  type TransitionRow,
  type TransitionTable,
  transitionKind,
  transitionKinds,
  WINDOW,
} from './transitions.js';

/** What is known of a candidate for a viewer, in the order of the numbers of a feature vector. */
export const featureNames = [
  'after-latest-brief',
  'after-latest-recent',
  'after-latest-long',
  'after-latest-ever',
  'before-latest-recent',
  'before-latest-ever',
  'directly-after',
  'around-many',
  'neighbours',
  'popular-now',
  'popular-lately',
  'popular-ever',
  'well-rated',
  'last-chosen',
  'in-list-order',
  'sequence-bias',
  'like-content',
  'known-transition',
  'known-neighbours',
  'next-in-list',
] as const;
export type FeatureName = (typeof featureNames)[number];
export const featureSize = featureNames.length;

/** Titles to choose among, with `featureSize` numbers each, and the situation. */
export interface Candidates {
  titles: readonly number[];
  features: Float32Array;
  context: Float32Array;
}

/** What features are made of: of an engine that learns, or of a base that was stored. */
export interface Evidence {
  histories: Pick<Histories, 'of' | 'events' | 'latest'>;
  transitions: { row(title: number): KnownRow | undefined; weight(kind: number): number };
  neighbours: Pick<Neighbours, 'votes'>;
  popularity: Pick<Popularity, 'share' | 'ratingLift' | 'eventsSince' | 'most'>;
  listOrder: Pick<ListOrder, 'chance' | 'rank'>;
  sequence: Pick<SequenceModel, 'bias'>;
  /** A unit vector of what the title is about; undefined where nothing is known. */
  contentOf(title: number): Float32Array | undefined;
  /** What was known around an instant in the past; none where nobody asks about it. @param at seconds since the epoch */
  asOf?(at: number): Dated;
}

/** Evidence that takes in what happens. */
export interface Knowledge extends Evidence {
  histories: Histories;
  transitions: TransitionTable;
  neighbours: Neighbours;
  popularity: Popularity;
  listOrder: ListOrder;
  sequence: SequenceModel;
  asOf(at: number): Dated;
}

/** What followed one title, as a TransitionRow holds it. */
export type KnownRow = Pick<TransitionRow, 'size' | 'titles' | 'counts' | 'totals'>;

/** A request, and the evidence that answers it: of now, or of then. */
interface Asked extends Dated {
  history: History;
  /** Titles that are always among the candidates. */
  popular: readonly number[];
}

/** Sums gathered of a title: one a kind of transition, then the wide window's. */
const SUMS = transitionKinds + 1;
const WIDE = transitionKinds;
/** Choices back that the wide window reaches, and what each further step back weighs. */
const WIDE_WINDOW = 40;
const WIDE_STEP = 0.95;
/** Popular titles that are always looked at: some are left when most were seen. */
const POPULAR = 400;
/** Events between two looks at which titles are popular; fewer while few are known. */
const POPULAR_FOR = 256;
/** What stands for never, before a logarithm is taken: about one sighting among few. */
const SELDOM = { transition: 0.003, neighbours: 0.001, now: 1e-4, ever: 1e-5, between: 3e-3 } as const;
/** Of the viewer's latest titles, those that make up the taste that content is compared with. */
const TASTE = 10;

/** Events since a title was last chosen that count as never. */
const NEVER = 100_000;

/** The features of a title of which nothing is known. */
export const absentFeatures = Float32Array.from(featureNames, (name, i) => {
  if (i < SUMS) return Math.log(SELDOM.transition);
  switch (name) {
    case 'neighbours':
      return Math.log(SELDOM.neighbours);
    case 'popular-now':
      return Math.log(SELDOM.now);
    case 'popular-lately':
    case 'popular-ever':
      return Math.log(SELDOM.ever);
    case 'last-chosen':
      return Math.log1p(NEVER);
    case 'in-list-order':
      return 0.5;
    default:
      return 0;
  }
});

/** Finds candidates and describes them. One at a time: the arrays that sums are gathered in are kept. */
export class Features {
  readonly #known: Evidence;
  #sums = new Float32Array(0);
  readonly #touched: number[] = [];
  #isTouched: boolean[] = [];
  #popular: number[] = [];
  #popularAt = Number.NEGATIVE_INFINITY;

  constructor(known: Evidence) {
    this.#known = known;
  }

  /**
   * The most likely titles that the viewer has not had, at most `limit` and those asked for besides.
   * @param at seconds since the epoch
   * @param besides titles that other sources found
   */
  candidates(viewer: number, at: number, limit: number, besides: Iterable<number> = []): Candidates {
    const { histories, neighbours } = this.#known;
    const asked = this.#asked(viewer, at);
    const { history } = asked;
    this.#clear();
    this.#gather(asked);
    const votes = neighbours.votes(viewer, history, histories, asked.ordinal);
    for (const title of votes.keys()) this.#touch(title);
    for (const title of asked.popular) this.#touch(title);
    const titles = this.#likeliest(asked, votes, limit);
    const taken = new Set(titles);
    for (const title of besides)
      if (!taken.has(title) && !history.seen.has(title)) {
        this.#touch(title);
        titles.push(title);
      }
    const features = new Float32Array(titles.length * featureSize);
    const taste = this.#taste(history);
    for (const [i, title] of titles.entries())
      this.#describe(
        title,
        { ...asked, votes: votes.get(title) ?? 0, taste },
        features.subarray(i * featureSize),
      );
    return { titles, features, context: contextOf(history, at, histories.latest) };
  }

  /** What happened by now; or what was known around an instant in the past. */
  #asked(viewer: number, at: number): Asked {
    const { histories, transitions, popularity, asOf } = this.#known;
    const history = histories.of(viewer);
    const dated = isPast(at, histories.latest) ? asOf?.(at) : undefined;
    return dated
      ? { history, ...dated, popular: dated.popularity.most(POPULAR) }
      : { history, transitions, popularity, ordinal: histories.events, popular: this.#popularTitles() };
  }

  #clear(): void {
    for (const title of this.#touched) {
      this.#isTouched[title] = false;
      this.#sums.fill(0, title * SUMS, (title + 1) * SUMS);
    }
    this.#touched.length = 0;
  }

  #touch(title: number): void {
    if (this.#isTouched[title]) return;
    this.#isTouched[title] = true;
    this.#touched.push(title);
    this.#sums = grown(this.#sums, (title + 1) * SUMS);
  }

  #gather({ history, transitions: near }: Asked): void {
    const { transitions } = this.#known;
    const scales = new Float64Array(SUMS);
    for (const [step, title] of latestTitles(history, WIDE_WINDOW).entries()) {
      const row = (step < WINDOW ? near : transitions).row(title);
      if (row === undefined) continue;
      const share = step < WINDOW ? (stepWeights[step] ?? 0) : 0;
      for (let kind = 0; kind < transitionKinds; kind++)
        scales[kind] = share * scaleOf(row, kind, near.weight(kind));
      if (step > 0) scales[transitionKind.next] = 0;
      const both = (row.totals[transitionKind.ever] ?? 0) + (row.totals[transitionKind.everBefore] ?? 0);
      scales[WIDE] = WIDE_STEP ** step / (Math.sqrt(both) || 1);
      for (let i = 0; i < row.size; i++) this.#touch(row.titles[i] ?? 0);
      addRow(this.#sums, row, scales, step < WINDOW);
    }
  }

  #popularTitles(): readonly number[] {
    const { events } = this.#known.histories;
    if (events - this.#popularAt >= Math.min(POPULAR_FOR, 1 + this.#popularAt / 8)) {
      this.#popular = this.#known.popularity.most(POPULAR);
      this.#popularAt = events;
    }
    return this.#popular;
  }

  #likeliest({ history, popularity }: Asked, votes: ReadonlyMap<number, number>, limit: number): number[] {
    const unseen = this.#touched.filter((title) => !history.seen.has(title));
    if (unseen.length <= limit) return unseen;
    const scores = Float32Array.from(
      unseen,
      (title) => this.#roughly(title, votes.get(title) ?? 0) + 0.1 * popularity.share(title, 1),
    );
    const least = scores.slice().sort()[unseen.length - limit] ?? 0;
    return unseen.filter((_, i) => (scores[i] ?? 0) >= least).slice(0, limit);
  }

  /** A first guess of how likely the title is next by what it followed, to choose what to score. */
  #roughly(title: number, votes: number): number {
    const { recent, ever, recentBefore } = transitionKind;
    const from = title * SUMS;
    const forward = (this.#sums[from + recent] ?? 0) + 0.3 * (this.#sums[from + ever] ?? 0);
    const around = 0.3 * (this.#sums[from + recentBefore] ?? 0) + 0.1 * (this.#sums[from + WIDE] ?? 0);
    return forward + around + votes;
  }

  #describe(
    title: number,
    { history, popularity, votes, taste }: Asked & { votes: number; taste: Float32Array | undefined },
    to: Float32Array,
  ): void {
    const { listOrder, sequence, contentOf } = this.#known;
    for (let sum = 0; sum < SUMS; sum++)
      to[sum] = Math.log((this.#sums[title * SUMS + sum] ?? 0) + SELDOM.transition);
    const latest = history.titles.at(-1);
    const content = taste && contentOf(title);
    to[SUMS] = Math.log(votes + SELDOM.neighbours);
    to[SUMS + 1] = Math.log(popularity.share(title, 0) + SELDOM.now);
    to[SUMS + 2] = Math.log(popularity.share(title, 1) + SELDOM.ever);
    to[SUMS + 3] = Math.log(popularity.share(title, 2) + SELDOM.ever);
    to[SUMS + 4] = popularity.ratingLift(title);
    to[SUMS + 5] = Math.log1p(popularity.eventsSince(title));
    to[SUMS + 6] = latest === undefined ? 0.5 : listOrder.chance(latest, title);
    to[SUMS + 7] = sequence.bias(title);
    to[SUMS + 8] = taste && content ? dot(taste, content) : 0;
    to[SUMS + 9] = (this.#sums[title * SUMS + transitionKind.recent] ?? 0) > 0 ? 1 : 0;
    to[SUMS + 10] = votes > 0 ? 1 : 0;
    to[SUMS + 11] = latest === undefined ? 0 : nearnessInList(listOrder.rank(latest), listOrder.rank(title));
  }

  #taste(history: History): Float32Array | undefined {
    let taste: Float32Array | undefined;
    for (const [step, title] of latestTitles(history, TASTE).entries()) {
      const content = this.#known.contentOf(title);
      if (content === undefined) continue;
      taste ??= new Float32Array(content.length);
      const weight = stepWeights[step] ?? 0;
      for (let i = 0; i < taste.length; i++) taste[i] = (taste[i] ?? 0) + weight * (content[i] ?? 0);
    }
    const length = Math.sqrt(taste ? dot(taste, taste) : 0);
    return length > 0 ? taste?.map((value) => value / length) : undefined;
  }
}

/** A count of a row weighs by the root of the row's sum: between a share, which trusts few sightings, and a count. */
function scaleOf(row: KnownRow, kind: number, weight: number): number {
  const total = row.totals[kind] ?? 0;
  return total > 0 ? 1 / (Math.sqrt(total * weight) || 1) : 0;
}

function addRow(sums: Float32Array, row: KnownRow, scales: Float64Array, isNear: boolean): void {
  const { titles, counts, size } = row;
  const wide = scales[WIDE] ?? 0;
  for (let i = 0; i < size; i++) {
    const to = (titles[i] ?? 0) * SUMS;
    const from = i * transitionKinds;
    if (isNear)
      for (let kind = 0; kind < transitionKinds; kind++)
        sums[to + kind] = (sums[to + kind] ?? 0) + (scales[kind] ?? 0) * (counts[from + kind] ?? 0);
    const around =
      (counts[from + transitionKind.ever] ?? 0) + (counts[from + transitionKind.everBefore] ?? 0);
    sums[to + WIDE] = (sums[to + WIDE] ?? 0) + wide * around;
  }
}

/** The fewer choices lie between, the more; 0 for what comes before, and for what is not known to be listed. */
function nearnessInList(latest: number | undefined, title: number | undefined): number {
  if (latest === undefined || title === undefined || title <= latest) return 0;
  return -Math.log(title - latest + SELDOM.between);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
