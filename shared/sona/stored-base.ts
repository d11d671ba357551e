import { readSections, type Sections, writeSections } from '../artefact/sections.js';
import { contextSize } from './context.js';
import type { Engine } from './engine.js';
import { type Candidates, type Evidence, featureSize, type KnownRow } from './features.js';
import type { Numbering } from './numbering.js';
import { popularitySpans } from './popularity.js';
import { factorSize, memorySize, memoryWeights } from './sequence-model.js';
import { type ScoringRequest, towerInputs } from './tower.js';
import { transitionKind, transitionKinds } from './transitions.js';

/** Of the file's form: raise it with every change. */
export const BASE_FORM = 2;
/** Of what followed a title, the most frequent ones; the rest is noise, and would fill the memory. */
const MOST_FOLLOWERS = 100;
const MOST_POPULAR = 400;

export interface BaseAbout {
  /** When it was trained, seconds since the epoch: names the base, and adapters by the base that they bend. */
  version: number;
  /** Events that it was trained on, and when the latest of them was, seconds since the epoch. */
  events: number;
  latest: number;
  titles: readonly string[];
  popular: readonly number[];
}

/**
 * What an engine has learned of everybody, as a file. It holds counts and factors of titles and nothing of any viewer:
 * neighbours, who are people's histories, stay out.
 */
export function storedBase(engine: Engine, titles: Numbering, version: number): Uint8Array {
  const { known } = engine;
  const { popularity, sequence, histories } = known;
  const count = titles.size;
  const each = (size: number, value: (title: number, place: number) => number) =>
    Float32Array.from({ length: count * size }, (_, i) => value(Math.floor(i / size), i % size));
  const about: BaseAbout = {
    version,
    events: histories.events,
    latest: Math.max(0, histories.latest),
    titles: Array.from({ length: count }, (_, title) => titles.nameOf(title)),
    popular: popularity.most(MOST_POPULAR),
  };
  const before = Array.from({ length: count }, (_, title) => sequence.memories([title]));
  return writeSections(BASE_FORM, about, {
    ...rowsOf(known, count),
    shares: each(popularitySpans, (title, span) => popularity.share(title, span)),
    lifts: each(1, (title) => popularity.ratingLift(title)),
    since: each(1, (title) => popularity.eventsSince(title)),
    places: each(1, (title) => placeOf(known, title)),
    ranks: each(1, (title) => known.listOrder.rank(title) ?? Number.NaN),
    biases: each(1, (title) => sequence.bias(title)),
    before: each(factorSize, (title, place) => before[title]?.[place] ?? 0),
    after: each(factorSize, (title, place) => sequence.vectors[title * factorSize + place] ?? 0),
    ...towerOf(engine),
  });
}

/** Logarithm of the odds of coming after the first title: chances between two titles follow from theirs. */
function placeOf({ listOrder }: Pick<Evidence, 'listOrder'>, title: number): number {
  const chance = listOrder.chance(0, title);
  return Math.log(chance / (1 - chance));
}

function rowsOf({ transitions }: Evidence, count: number): Record<string, ArrayBufferView> {
  const ends = new Uint32Array(count);
  const titles: number[] = [];
  const counts: number[] = [];
  const totals = new Float32Array(count * transitionKinds);
  for (let title = 0; title < count; title++) {
    const row = transitions.row(title);
    for (const place of row ? mostFrequent(row) : []) {
      titles.push(row?.titles[place] ?? 0);
      for (let kind = 0; kind < transitionKinds; kind++)
        counts.push((row?.counts[place * transitionKinds + kind] ?? 0) / transitions.weight(kind));
    }
    for (let kind = 0; kind < transitionKinds; kind++)
      totals[title * transitionKinds + kind] = (row?.totals[kind] ?? 0) / transitions.weight(kind);
    ends[title] = titles.length;
  }
  return { ends, followers: Uint32Array.from(titles), counts: Float32Array.from(counts), totals };
}

function mostFrequent({ counts, size }: KnownRow): number[] {
  const frequency = (place: number) =>
    (counts[place * transitionKinds + transitionKind.ever] ?? 0) +
    (counts[place * transitionKinds + transitionKind.everBefore] ?? 0);
  return Array.from({ length: size }, (_, place) => place)
    .sort((a, b) => frequency(b) - frequency(a))
    .slice(0, MOST_FOLLOWERS);
}

/** The tower is linear in what it is given, so that a few requests tell all of it. */
function towerOf({ tower, known }: Engine): Record<string, Float32Array> {
  const nothing = new Float32Array(0);
  const still = new Float32Array(contextSize);
  const asked = (context: Float32Array, history: readonly number[]) =>
    tower.request({ titles: [], features: nothing, context }, history, []);
  const memories = known.sequence.memories([0]);
  const strongest = memories.reduce((best, value, i) => {
    return Math.abs(value) > Math.abs(memories[best] ?? 0) ? i : best;
  }, 0);
  const memory = memories[strongest] || Number.POSITIVE_INFINITY;
  const gates = Float32Array.from({ length: contextSize }, (_, i) => {
    const alone = still.map((_, place) => (place === i ? 1 : 0));
    return (asked(alone, [0]).state[strongest] ?? 0) / memory;
  });
  const steps = Float32Array.from({ length: 2 * featureSize }, (_, i) => (i < featureSize ? 0 : 1));
  const { features } = tower.request({ titles: [0, 0], features: steps, context: still }, [], []);
  const offsets = features.slice(0, featureSize);
  const slopes = offsets.map((offset, f) => (features[featureSize + f] ?? 0) - offset);
  return { base: asked(still, []).base, gates, offsets, slopes, absent: tower.absent };
}

interface Rows {
  ends: Uint32Array;
  followers: Uint32Array;
  counts: Float32Array;
  totals: Float32Array;
}

/**
 * A base as it was stored: what features are made of, and the frozen tower. It learns nothing; titles that it does not
 * know have numbers from `titles.length` on, and viewers are seated one at a time.
 */
export class StoredBase {
  readonly about: BaseAbout;
  readonly evidence: Omit<Evidence, 'histories' | 'contentOf'>;
  /** The features of a title of which nothing is known, standardised as a request's. */
  readonly absent: Float32Array;
  readonly #sections: Sections<BaseAbout>;
  readonly #before: Float32Array;
  readonly #after: Float32Array;
  readonly #tower: { base: Float32Array; gates: Float32Array; offsets: Float32Array; slopes: Float32Array };

  /** @throws Error when the file was not written by `storedBase`, in another form, or has learned what is no number */
  constructor(file: Uint8Array) {
    const sections = readSections<BaseAbout>(BASE_FORM, file);
    this.#sections = sections;
    this.about = sections.about;
    this.absent = sections.floats('absent');
    this.#before = sections.floats('before');
    this.#after = sections.floats('after');
    this.#tower = {
      base: sections.floats('base'),
      gates: sections.floats('gates'),
      offsets: sections.floats('offsets'),
      slopes: sections.floats('slopes'),
    };
    const learned = [this.absent, this.#before, this.#after, ...Object.values(this.#tower)];
    // One of them would make every score none, and any order as good as another.
    if (!learned.every((numbers) => numbers.every(Number.isFinite)))
      throw new Error('The recommendation base has learned what is no number.');
    this.evidence = this.#evidence();
  }

  #evidence(): StoredBase['evidence'] {
    const { floats, numbers } = this.#sections;
    const [shares, lifts, since, places, biases, ranks] = [
      'shares',
      'lifts',
      'since',
      'places',
      'biases',
      'ranks',
    ].map(floats);
    const rows: Rows = {
      ends: numbers('ends'),
      followers: numbers('followers'),
      counts: floats('counts'),
      totals: floats('totals'),
    };
    const place = (title: number) => places?.[title] ?? 0;
    return {
      transitions: { row: (title) => rowOf(rows, title), weight: () => 1 },
      neighbours: { votes: () => new Map() },
      popularity: {
        share: (title, span) => shares?.[title * popularitySpans + span] ?? 0,
        ratingLift: (title) => lifts?.[title] ?? 0,
        eventsSince: (title) => since?.[title] ?? this.about.events,
        most: (limit) => this.about.popular.slice(0, limit),
      },
      listOrder: {
        chance: (earlier, later) => 1 / (1 + Math.exp(place(earlier) - place(later))),
        rank: (title) => (Number.isNaN(ranks?.[title]) ? undefined : ranks?.[title]),
      },
      sequence: { bias: (title) => biases?.[title] ?? 0 },
    };
  }

  /** What scoring takes. @param history titles that the viewer chose, oldest first */
  request(
    { titles, features, context }: Candidates,
    history: readonly number[],
    adapters: ScoringRequest['adapters'],
  ): ScoringRequest {
    const { base, gates, offsets, slopes } = this.#tower;
    const gate = gates.reduce((sum, value, i) => sum + value * (context[i] ?? 0), 0);
    const state = new Float32Array(towerInputs);
    this.#remember(history, gate, state);
    state.set(context, memorySize);
    const vectors = new Float32Array(titles.length * factorSize);
    for (const [i, title] of titles.entries())
      vectors.set(this.#after.subarray(title * factorSize, (title + 1) * factorSize), i * factorSize);
    const standard = features.map((value, i) => {
      return (offsets[i % featureSize] ?? 0) + (slopes[i % featureSize] ?? 0) * value;
    });
    return { count: titles.length, state, base, vectors, features: standard, adapters };
  }

  /** As SequenceModel remembers. */
  #remember(history: readonly number[], gate: number, state: Float32Array): void {
    for (const [memory, fading] of memoryWeights.entries()) {
      for (let step = 0; step < Math.min(fading.length, history.length); step++) {
        const weight = gate * (fading[step] ?? 0);
        const from = (history[history.length - 1 - step] ?? 0) * factorSize;
        for (let d = 0; d < factorSize; d++) {
          const to = memory * factorSize + d;
          state[to] = (state[to] ?? 0) + weight * (this.#before[from + d] ?? 0);
        }
      }
    }
  }
}

function rowOf({ ends, followers, counts, totals }: Rows, title: number): KnownRow | undefined {
  const end = ends[title];
  const begin = title === 0 ? 0 : (ends[title - 1] ?? 0);
  if (end === undefined || end === begin) return undefined;
  return {
    size: end - begin,
    titles: Int32Array.from(followers.subarray(begin, end)),
    counts: counts.slice(begin * transitionKinds, end * transitionKinds),
    totals: Float64Array.from(totals.subarray(title * transitionKinds, (title + 1) * transitionKinds)),
  };
}
