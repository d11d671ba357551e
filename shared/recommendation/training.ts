import { chanceFrom } from '../sona/chance.js';
import { Engine } from '../sona/engine.js';
import type { Interaction } from '../sona/interaction.js';
import { Neighbours } from '../sona/neighbours.js';
import { Numbering } from '../sona/numbering.js';
import { StoredBase, storedBase } from '../sona/stored-base.js';
import { scoresOf } from '../sona/tower.js';
import { defaultTraining, train } from '../sona/train.js';
import type { TitleId } from '../title/title-id.js';
import { Model } from './model.js';
import { chosenOf, ratingOf, type Taste, type TitleTold } from './taste.js';

const SEED = 20_261_121;
/** Fewer choices held out than this tell nothing. */
export const LEAST_HELD_OUT = 50;
/** What a new base may be worse by, as chance has it, and still replace the one before. */
const TOLERANCE = 0.98;
/** Titles that a held-out choice is looked for among. */
const CANDIDATES = 300;
const CUT = 10;

/** Histories are people's: nothing is learned of who is like whom. */
class NoNeighbours extends Neighbours {
  override observe(): void {}
}

/** The file of a base that has learned nothing. */
export function untrainedBase(): Uint8Array {
  return storedBase(newEngine(), new Numbering(), 0);
}

/** Of one viewer, the latest choice, and what they had chosen before. */
interface HeldOut {
  before: readonly TitleTold[];
  choice: TitleTold;
}

export interface Trained {
  file: Uint8Array;
  /** NDCG@10 on what was held out; null where that was too little. */
  quality: number | null;
  /** The same of the base before. */
  qualityBefore: number | null;
  /** Whether it may replace the one before. */
  isGood: boolean;
}

/**
 * Trains a base on what viewers chose. The latest choice of each viewer that the base before has not seen is held out, to
 * compare the two: one that is worse does not replace the other.
 * @param version seconds since the epoch
 */
export function trainBase(tastes: readonly Taste[], version: number, before: Model | undefined): Trained {
  const since = (before?.base.about.version ?? 0) * 1_000;
  const heldOut: HeldOut[] = [];
  const events = tastes.flatMap((taste, viewer) => {
    const chosen = chosenOf(taste);
    const choice = chosen.at(-1);
    const isHeldOut = choice !== undefined && chosen.length > 1 && choice.at > since;
    if (isHeldOut) heldOut.push({ before: chosen.slice(0, -1), choice });
    return (isHeldOut ? chosen.slice(0, -1) : chosen).map((told) => ({ viewer, told }));
  });
  const file = trainedOn(events, version);
  const after = new Model(new StoredBase(file));
  const canTell = heldOut.length >= LEAST_HELD_OUT;
  const quality = canTell ? qualityOf(after, heldOut) : null;
  const qualityBefore = canTell && before ? qualityOf(before, heldOut) : null;
  const isGood = quality === null || qualityBefore === null || quality >= TOLERANCE * qualityBefore;
  return { file, quality, qualityBefore, isGood };
}

function trainedOn(events: readonly { viewer: number; told: TitleTold }[], version: number): Uint8Array {
  const titles = new Numbering();
  const engine = newEngine();
  const interactions = events
    .map(
      ({ viewer, told }): Interaction => ({
        viewer,
        title: titles.numberOf(told.title),
        rating: ratingOf(told),
        at: told.at / 1_000,
      }),
    )
    .sort((a, b) => a.at - b.at);
  train(engine, interactions, chanceFrom(SEED + 1), defaultTraining);
  return storedBase(engine, titles, version);
}

/** Mean normalised discounted cumulative gain of the held-out choices in the first ten. */
function qualityOf(model: Model, heldOut: readonly HeldOut[]): number {
  const gains = heldOut.map(({ before, choice }) => {
    const likely = model.likely(before, choice.at, CANDIDATES);
    const asked = { chosen: before, titles: likely, now: choice.at };
    const { titles, request } = model.request(asked, []);
    const place = placeOf(titles, scoresOf(request), choice.title);
    return place < CUT ? 1 / Math.log2(place + 2) : 0;
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

function placeOf(titles: readonly TitleId[], scores: Float64Array, title: TitleId): number {
  const own = titles.indexOf(title);
  if (own < 0) return Number.POSITIVE_INFINITY;
  return scores.reduce((better, score) => better + (score > (scores[own] ?? 0) ? 1 : 0), 0);
}

function newEngine(): Engine {
  const scorer = { score: async () => new Float32Array(0) };
  const engine = new Engine({ scorer, random: chanceFrom(SEED) });
  engine.known.neighbours = new NoNeighbours();
  return engine;
}
