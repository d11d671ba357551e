import { scoresOf } from '../sona/tower.js';
import type { TitleId } from '../title/title-id.js';
import type { Chosen, Model } from './model.js';
import type { TitleTold } from './taste.js';

/** Fewer choices held out than this tell nothing. */
const LEAST_HELD_OUT = 50;
/** Titles that a held-out choice is looked for among. */
const CANDIDATES = 300;
const CUT = 10;

/** Of one viewer, the latest choice, and what they had chosen before. */
export interface HeldOut {
  before: Chosen;
  choice: TitleTold;
}

/** Mean normalised discounted cumulative gain of the held-out choices in the first ten; null of too few. */
export function qualityOf(model: Model, heldOut: readonly HeldOut[]): number | null {
  if (heldOut.length < LEAST_HELD_OUT) return null;
  const gains = heldOut.map(({ before, choice }) => {
    const likely = model.likely(before, choice.at, CANDIDATES);
    const asked = { chosen: before, titles: likely, now: choice.at };
    const { titles, request } = model.request(asked);
    const place = placeOf(titles, scoresOf(request), choice.title);
    return place < CUT ? 1 / Math.log2(place + 2) : 0;
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

function placeOf(titles: readonly TitleId[], scores: Float64Array, title: TitleId): number {
  const own = scores[titles.indexOf(title)];
  // Nothing is better than what is no number, so that a broken base would seem the best of all.
  if (own === undefined || !Number.isFinite(own)) return Number.POSITIVE_INFINITY;
  return scores.reduce((better, score) => better + (score > own ? 1 : 0), 0);
}
