import { Choosers } from './choosers.js';
import type { Histories, History } from './histories.js';
import { stepWeights } from './transitions.js';

/** The choosers of a title, next in time, that are looked at; more take longer and add little. */
const CHOOSERS = 200;
/** The viewer's latest titles that are matched, and what each further step back weighs. */
const MATCHED = 10;
const STEP = 0.85;
/** The most similar viewers that vote. */
const VOTERS = 60;
/** Choices after a match, and before it, that a neighbour votes for. */
const AFTER = 10;
const BEFORE = 5;
const BEFORE_SHARE = 0.4;
/** Events of anybody after which a match weighs half. */
const HALF_LIFE = 15_000;

interface Neighbour {
  viewer: number;
  similarity: number;
  matches: { place: number; weight: number }[];
}

/**
 * Votes of the viewers who chose the same titles about then, for what they chose around them: a nearest-neighbour
 * recommender over sequences (as V-SkNN, Ludewig and Jannach 2018), which sees more than one title of context at once.
 */
export class Neighbours {
  readonly choosers = new Choosers();

  observe(viewer: number, title: number, place: number): void {
    this.choosers.observe(viewer, title, place);
  }

  /** Shares of the votes by title; they sum to 1 unless nobody votes. @param now the ordinal from which age is counted */
  votes(
    viewer: number,
    history: History,
    histories: Pick<Histories, 'of'>,
    now: number,
  ): Map<number, number> {
    const votes = new Map<number, number>();
    const neighbours = [...this.#neighbours(viewer, history, now).values()]
      .sort((a, b) => b.similarity - a.similarity || a.viewer - b.viewer)
      .slice(0, VOTERS);
    for (const neighbour of neighbours) vote(votes, neighbour, histories.of(neighbour.viewer).titles);
    let sum = 0;
    for (const share of votes.values()) sum += share;
    for (const [title, share] of votes) votes.set(title, share / sum);
    return votes;
  }

  #neighbours(viewer: number, { titles }: History, now: number): Map<number, Neighbour> {
    const neighbours = new Map<number, Neighbour>();
    const steps = Math.min(MATCHED, titles.length);
    for (let step = 0; step < steps; step++) {
      const title = titles[titles.length - 1 - step] ?? 0;
      const { viewers, places, ordinals } = this.choosers.of(title);
      const { from, to } = this.choosers.nearest(title, now, CHOOSERS);
      const weight = STEP ** step / Math.log2(2 + to - from);
      for (let i = from; i < to; i++) {
        const chooser = viewers[i] ?? 0;
        if (chooser === viewer) continue;
        const aged = weight * 2 ** (-Math.abs(now - (ordinals[i] ?? 0)) / HALF_LIFE);
        match(neighbours, chooser, places[i] ?? 0, aged);
      }
    }
    return neighbours;
  }
}

function match(neighbours: Map<number, Neighbour>, viewer: number, place: number, weight: number): void {
  const neighbour = neighbours.get(viewer);
  if (neighbour === undefined) {
    neighbours.set(viewer, { viewer, similarity: weight, matches: [{ place, weight }] });
  } else {
    neighbour.similarity += weight;
    neighbour.matches.push({ place, weight });
  }
}

function vote(
  votes: Map<number, number>,
  { similarity, matches }: Neighbour,
  titles: readonly number[],
): void {
  for (const { place, weight } of matches) {
    const say = similarity * similarity * weight;
    for (let step = 1; step <= AFTER; step++)
      add(votes, titles[place + step], say * (stepWeights[step - 1] ?? 0));
    for (let step = 1; step <= BEFORE; step++)
      add(votes, titles[place - step], BEFORE_SHARE * say * (stepWeights[step - 1] ?? 0));
  }
}

function add(votes: Map<number, number>, title: number | undefined, share: number): void {
  if (title !== undefined) votes.set(title, (votes.get(title) ?? 0) + share);
}
