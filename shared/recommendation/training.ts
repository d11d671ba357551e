import { encodeAdapter } from '../sona/adapter-codec.js';
import { chanceFrom } from '../sona/chance.js';
import { Engine } from '../sona/engine.js';
import type { Interaction } from '../sona/interaction.js';
import { Neighbours } from '../sona/neighbours.js';
import { Numbering } from '../sona/numbering.js';
import { StoredBase, storedBase } from '../sona/stored-base.js';
import { defaultTraining, train } from '../sona/train.js';
import { Model } from './model.js';
import { type HeldOut, qualityOf } from './quality.js';
import { defaultSharing, sharedIfBetter } from './sharing.js';
import { chosenOf, ratingOf, type Taste, type TitleTold } from './taste.js';

const SEED = 20_261_121;
/** What a new base may be worse by, as chance has it, and still replace the one before. */
const TOLERANCE = 0.98;

/** Histories are people's: who is like whom counts for nothing. */
class NoNeighbours extends Neighbours {
  override votes(): Map<number, number> {
    return new Map();
  }
}

/** The file of a base that has learned nothing. */
export function untrainedBase(): Uint8Array {
  return storedBase(newEngine(), new Numbering(), 0);
}

export interface Trained {
  file: Uint8Array;
  /** Of everybody, as encodeAdapter writes it; undefined of too few viewers, or where the base does better without. */
  adapter: Uint8Array | undefined;
  /** NDCG@10 on what was held out; null where that was too little. */
  quality: number | null;
  /** The same with the adapter of everybody; null where there is none, or it cannot be told. */
  qualityShared: number | null;
  /** The same of the base before. */
  qualityBefore: number | null;
  /** Whether it may replace the one before. */
  isGood: boolean;
}

/**
 * Trains a base on what viewers chose. The latest choice of each viewer that the base before has not seen is held out, to
 * compare the two: one that is worse does not replace the other. By the same choices the adapter of everybody has to do
 * better than none.
 * @param version seconds since the epoch
 * @param random uniform on [0, 1), and not to be foretold: what protects viewers
 */
export function trainBase(
  tastes: readonly Taste[],
  version: number,
  before: Model | undefined,
  random: () => number,
  sharing = defaultSharing,
): Trained {
  const since = (before?.base.about.version ?? 0) * 1_000;
  const heldOut: HeldOut[] = [];
  const learned = tastes.map((taste) => {
    const chosen = chosenOf(taste);
    const choice = chosen.at(-1);
    const isHeldOut = choice !== undefined && chosen.length > 1 && choice.at > since;
    if (isHeldOut) heldOut.push({ before: chosen.slice(0, -1), choice });
    return isHeldOut ? chosen.slice(0, -1) : chosen;
  });
  const file = trainedOn(
    learned.flatMap((chosen, viewer) => chosen.map((told) => ({ viewer, told }))),
    version,
  );
  const after = new Model(new StoredBase(file));
  const quality = qualityOf(after, heldOut);
  const qualityBefore = before ? qualityOf(before, heldOut) : null;
  const isGood = quality === null || qualityBefore === null || quality >= TOLERANCE * qualityBefore;
  const shared = sharedIfBetter(after, { learned, heldOut }, random, sharing);
  const adapter = shared.adapter && encodeAdapter(shared.adapter, version);
  return { file, adapter, quality, qualityShared: shared.quality, qualityBefore, isGood };
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

function newEngine(): Engine {
  const scorer = { score: async () => new Float32Array(0) };
  const engine = new Engine({ scorer, random: chanceFrom(SEED) });
  engine.known.neighbours = new NoNeighbours();
  return engine;
}
