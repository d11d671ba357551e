import type { KnownNames } from '../known-names.js';
import { intentOf } from './intent.js';
import { NearWords } from './near-words.js';
import { findNegated } from './negation.js';
import { findReadings } from './readings.js';
import { restOf } from './rest.js';
import type { ParsedQuery, Reading, Slot } from './slots.js';
import { withGenresRight } from './spelling.js';
import type { TaggerModel } from './tagger.js';
import { readTagger } from './tagger-model.js';
import { keptTagger } from './tagger-weights.js';
import { titleOf, type Words } from './titles.js';
import { type Token, tokenise, wordAt } from './tokens.js';

/** Characters of a query that are read. */
export const MAX_READ = 2_000;
/** A description of so many words is half remembered: nothing in it is sure enough to leave titles out. */
const LONG_DESCRIPTION = 20;
const MOST_OF_LONG = 0.75;

let tagger: TaggerModel | undefined;

/**
 * What the words of a query mean: deterministic, without a network, in time that grows with the query's length.
 * Words may have several readings; what they are taken for never removes another reading.
 *
 * @param thisYear what `recent` counts from
 */
export function parseQuery(text: string, names: KnownNames, thisYear: number): ParsedQuery {
  tagger ??= readTagger(keptTagger);
  const tokens = withGenresRight(tokenise(text.slice(0, MAX_READ)));
  const words: Words = { text, tokens, names, near: new NearWords(names) };
  const intent = intentOf(tokens);
  const found = findReadings(words, tagger, thisYear);
  const readings = [...found, ...wholeTitles(words, found, intent)];
  const negated = findNegated(
    tokens,
    readings.filter(({ slot }) => slot !== 'title'),
  );
  for (const { from, to } of negated.words) {
    readings.push({ slot: 'keyword', from, to, value: wordAt(tokens, from), confidence: 0.5 });
  }
  const isNegated = ({ slot, from }: Reading) =>
    slot === 'keyword' || (slot !== 'title' && negated.starts.has(from));
  const most = tokens.length > LONG_DESCRIPTION ? MOST_OF_LONG : 1;
  const slots = readings
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map((reading) => slotOf(text, tokens, reading, isNegated(reading), most));
  return { intent, slots, rest: restOf(tokens, slots) };
}

function slotOf(
  text: string,
  tokens: readonly Token[],
  reading: Reading,
  negated: boolean,
  most: number,
): Slot {
  const { from, to, confidence, ...what } = reading;
  const [start, end] = [tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0];
  return {
    ...what,
    text: text.slice(start, end),
    start,
    end,
    negated,
    confidence: Number(Math.min(confidence, what.slot === 'title' ? 1 : most).toFixed(2)),
  };
}

/** Words round a title that say nothing of it. */
const roundTitles = new Set(
  'watch stream streaming find show me where can could do i we want to see play the movie movies film films series tv online full for free is it available in hd looking look search trailer a of called named titled before after since between until with about starring directed by'.split(
    ' ',
  ),
);
/** Slots that stand beside a title's name. */
const besideTitles = new Set<Reading['slot']>([
  'platform',
  'price',
  'region',
  'year',
  'type',
  'language',
  'runtime',
]);

/** Titles that a query is, alone or with words round its name. */
function wholeTitles(words: Words, readings: readonly Reading[], intent: ParsedQuery['intent']): Reading[] {
  const size = words.tokens.length;
  const whole = titleOf(words, 0, size);
  const found: Reading[] = whole ? [{ slot: 'title', ...whole, confidence: 1 }] : [];
  const years = readings.flatMap((reading) =>
    reading.slot === 'year' && reading.value.from === reading.value.to ? [reading.value.from] : [],
  );
  const [year] = years;
  for (const [from, to] of cores(words.tokens, readings)) {
    const core = from === 0 && to === size ? undefined : titleOf(words, from, to, year);
    if (!core) continue;
    const otherwise = readings.some(
      (reading) => !besideTitles.has(reading.slot) && reading.from <= from && reading.to >= to,
    );
    found.push({ slot: 'title', ...core, confidence: otherwise ? 0.5 : 0.9 });
    break;
  }
  if (intent === 'trivia' && found.length === 0) {
    const spans = [size, size - 1, size - 2].flatMap((to) =>
      Array.from({ length: Math.max(0, to - 2) }, (_, i) => [i + 2, to] as const),
    );
    for (const [from, to] of spans.sort(([a, b], [c, d]) => d - c - (b - a))) {
      const asked = titleOf(words, from, to);
      if (asked) return [{ slot: 'title', ...asked, confidence: 0.85 }];
    }
  }
  return found;
}

/** What is left of a query when the words round a title are cut off at both ends, the shortest cut first. */
function cores(tokens: readonly Token[], readings: readonly Reading[]): [from: number, to: number][] {
  const beside = new Set<number>();
  for (const { slot, from, to } of readings)
    if (besideTitles.has(slot)) for (let i = from; i < to; i++) beside.add(i);
  const cut = (at: number) =>
    beside.has(at) || roundTitles.has(wordAt(tokens, at)) || wordAt(tokens, at) === 'on';
  const [size, spans] = [tokens.length, [] as [number, number][]];
  let [first, last] = [0, size];
  while (first < size && cut(first)) first++;
  while (last > first && cut(last - 1)) last--;
  // A title may itself begin or end with such a word: The Movie, Show Me Love, Dune Part Two 2.
  for (let to = size; to >= last; to--)
    for (let from = 0; from <= first; from++) if (to > from && to - from < size) spans.push([from, to]);
  return spans.sort(([a, b], [c, d]) => d - c - (b - a)).slice(0, 24);
}
