import { decodeAdapter, encodeAdapter } from '../sona/adapter-codec.js';
import { type AdapterSettings, newAdapter } from '../sona/adapters.js';
import { chanceFrom } from '../sona/chance.js';
import { defaultSettings, SITTING_SECONDS } from '../sona/engine.js';
import { FIRST_SQUARE, type Lora } from '../sona/lora.js';
import { slopeOf } from '../sona/tower.js';
import type { TitleId } from '../title/title-id.js';
import type { Chosen, Model } from './model.js';
import { afterFeedback, chosenOf, isHandled, type Taste, type Timed } from './taste.js';
import type { StoredTaste } from './tastes.js';

/**
 * As the engine's, at a tenth of its rate: the base that is served knows no neighbours and is frozen for hours, and at the
 * engine's rate people held out (benchmark `newcomers`) were recommended worse with their adapter than without it.
 */
export const adapterSettings: AdapterSettings = {
  ...defaultSettings.viewer,
  rate: defaultSettings.viewer.rate / 10,
};
/** What the chosen title is told apart from. */
const RIVALS = 200;
/** Of them, titles that everybody knows: while nothing is known of viewers there are no others. */
const WELL_KNOWN = 50;
/** Choices that an adapter is learned from anew, the latest: half a second of work at the most. */
const RELEARNED = 50;
/** Choices of one message that the adapter learns from; the rest counts in the taste alone. */
const LEARNED_AT_ONCE = 20;

/** Always the same start, so that learning the same again gives the same. */
const SEED = 20_261_121;

export interface Learned {
  stored: StoredTaste;
  /** Why the adapter that was stored is not gone on with, where it is not. */
  fault: string | undefined;
}

/** The adapter that was stored for a model, or why there is none. */
export function adapterOf(
  bytes: Uint8Array | undefined,
  { version }: Pick<Model, 'version'>,
): { adapter: Lora } | { fault: string } | undefined {
  if (bytes === undefined) return undefined;
  const { shape } = fresh();
  const decoded = decodeAdapter(bytes, { shape, settings: adapterSettings, base: version });
  if ('fault' in decoded) return decoded;
  const { adapter } = decoded;
  // Sums of squares are not stored: what they were follows from the running mean of the squares.
  for (let i = 0; i < adapter.squares.length; i++)
    adapter.squares[i] = FIRST_SQUARE + adapter.steps * (adapter.running[i] ?? 0);
  return { adapter };
}

/**
 * What is kept of a viewer after these events. The adapter goes on from where it was; one that is broken, of another base
 * or of before something was taken back is learned anew from the latest choices.
 */
export function learned(stored: StoredTaste, events: readonly Timed[], model: Model): Learned | undefined {
  const news = events.filter((event) => !isHandled(stored.taste, event));
  if (news.length === 0) return undefined;
  const known = adapterOf(stored.adapter, model);
  const begun = known && 'adapter' in known ? known.adapter : fresh();
  if (known && 'fault' in known) relearn(begun, chosenOf(stored.taste), RELEARNED, model);
  const { adapter, taste } = goneOn(begun, stored.taste, news, model);
  const bytes = encodeAdapter(adapter, model.version);
  // An adapter that could not be read again is none.
  const isWhole = adapter.steps > 0 && 'adapter' in (adapterOf(bytes, model) ?? {});
  return {
    stored: { taste, adapter: isWhole ? bytes : undefined },
    fault: known && 'fault' in known ? known.fault : undefined,
  };
}

function goneOn(adapter: Lora, before: Taste, events: readonly Timed[], model: Model) {
  let taste = before;
  let steps = 0;
  let isTakenBack = false;
  for (const event of events) {
    const chosen = chosenOf(taste);
    const title = choiceOf(taste, event);
    if (title !== undefined && steps++ < LEARNED_AT_ONCE)
      step(adapter, chosen, { title, time: event.time }, model);
    taste = afterFeedback(taste, event);
    isTakenBack ||= lost(chosen, chosenOf(taste));
  }
  if (!isTakenBack) return { adapter, taste };
  const anew = fresh();
  relearn(anew, chosenOf(taste), RELEARNED, model);
  return { adapter: anew, taste };
}

/** Whether a title is none that the viewer chose any more: refused, or rated down. */
function lost(before: Chosen, after: Chosen): boolean {
  const left = new Set(after.map(({ title }) => title));
  const oldest = after[0]?.at ?? Number.NEGATIVE_INFINITY;
  return before.some(({ title, at }) => !left.has(title) && at >= oldest);
}

/** The title that the event makes one that the viewer chose; undefined where it was already, or is none. */
function choiceOf(before: Taste, event: Timed): TitleId | undefined {
  const { title } = event;
  if (title === undefined) return undefined;
  const had = chosenOf(before).some((told) => told.title === title);
  const has = chosenOf(afterFeedback(before, event)).some((told) => told.title === title);
  return has && !had ? title : undefined;
}

/** Learns from the latest of these choices. */
export function relearn(adapter: Lora, chosen: Chosen, latest: number, model: Model): void {
  for (let i = Math.max(1, chosen.length - latest); i < chosen.length; i++) {
    const one = chosen[i];
    if (one) step(adapter, chosen.slice(0, i), { title: one.title, time: one.at }, model);
  }
}

function step(
  adapter: Lora,
  chosen: Chosen,
  { title, time }: { title: TitleId; time: number },
  model: Model,
): void {
  const last = chosen.at(-1);
  if (last && time - last.at > SITTING_SECONDS * 1_000) adapter.consolidate();
  const rivals = [...model.likely(chosen, time, RIVALS), ...model.wellKnown(WELL_KNOWN)];
  const asked = { chosen, titles: [...new Set([...rivals, title])], now: time };
  const { titles, request } = model.request(asked, adapter);
  const place = titles.indexOf(title);
  if (place < 0 || titles.length === 1) return;
  const { slope, loss } = slopeOf(request, place);
  // A broken number would spread to every weight.
  if (Number.isFinite(loss)) adapter.learn(request.state, slope);
}

/** Every viewer's adapter begins as this one. */
export function fresh(): Lora {
  return newAdapter(adapterSettings, chanceFrom(SEED));
}
