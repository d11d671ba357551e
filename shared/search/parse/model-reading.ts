import { normaliseText } from '../../text.js';
import type { KnownNames } from '../known-names.js';
import type { QueryReader, ReadableSlot, ReadSpan } from '../query-reader.js';
import { genrePhrases, moodPhrases, themePhrases } from './lexicon.js';
import { MAX_READ } from './parse.js';
import { restOf } from './rest.js';
import type { ParsedQuery, Slot } from './slots.js';
import { type Token, tokenise, wordsOf } from './tokens.js';
import { findYears } from './years.js';

/** Of a model's reading: it may move titles, and is too unsure to leave any out (see mayFilter). */
const CONFIDENCE = 0.6;
/** Of a title that the query is; there is nothing to ask a model then. */
const SURE_TITLE = 0.85;
const MAX_SAME_NAME = 10;

/**
 * A query's reading, with what a reader finds in the words that the parser left over. What the parser found stays as it
 * is: a reader adds slots beside it, never over it, each with a value of our own vocabularies or the catalogue. It is not
 * asked where the query is a title's name or is read to the last word.
 */
export async function withModelReading(
  text: string,
  parsed: ParsedQuery,
  reader: QueryReader,
  names: KnownNames,
  thisYear: number,
): Promise<ParsedQuery> {
  const isTitle = parsed.slots.some(({ slot, confidence }) => slot === 'title' && confidence >= SURE_TITLE);
  if (isTitle || parsed.rest === '') return parsed;
  const tokens = tokenise(text.slice(0, MAX_READ));
  const spans = await reader.read(tokens.map(({ word }) => word));
  const added = (spans ?? []).flatMap((span) => {
    const slot = slotOf(text, tokens, span, names, thisYear);
    return slot && !parsed.slots.some((other) => other.slot !== 'title' && overlap(other, slot))
      ? [slot]
      : [];
  });
  if (added.length === 0) return parsed;
  const slots = [...parsed.slots, ...added].sort((a, b) => a.start - b.start || b.end - a.end);
  return { ...parsed, slots, rest: restOf(tokens, slots) };
}

function slotOf(
  text: string,
  tokens: readonly Token[],
  { slot, from, to, negated }: ReadSpan,
  names: KnownNames,
  thisYear: number,
): Slot | undefined {
  const [start, end] = [tokens[from]?.start, tokens[to - 1]?.end];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const meaning = meaningOf(slot, text.slice(start, end), names, thisYear);
  return meaning && { ...meaning, text: text.slice(start, end), start, end, negated, confidence: CONFIDENCE };
}

/** What words are as a slot of that kind; undefined where the vocabularies have no value for them. */
function meaningOf(slot: ReadableSlot, typed: string, names: KnownNames, thisYear: number) {
  const tokens = tokenise(typed);
  const words = wordsOf(tokens, 0, tokens.length);
  switch (slot) {
    case 'actor':
    case 'director':
      return { slot, value: names.peopleNamed(words)[0]?.name ?? typed } as const;
    case 'reference': {
      const titles = names.titlesNamed(normaliseText(typed)).slice(0, MAX_SAME_NAME);
      return { slot, value: titles.map(({ id }) => id) } as const;
    }
    case 'genre': {
      const genres = [...new Set(genrePhrases.in(tokens).flatMap(({ value }) => value))];
      return { slot, value: genres.at(-1) ?? words, genres } as const;
    }
    case 'year': {
      const [years] = findYears(tokens, thisYear);
      return years && ({ slot, value: years.value } as const);
    }
    default: {
      const [value] = (slot === 'mood' ? moodPhrases : themePhrases).in(tokens)[0]?.value ?? [];
      return value === undefined ? undefined : ({ slot, value } as const);
    }
  }
}

function overlap(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end;
}
