import { findRatings } from './audience.js';
import { findClues } from './clues.js';
import { findKinds } from './kinds.js';
import { genrePhrases, moodPhrases, studioPhrases, themePhrases } from './lexicon.js';
import { titleNouns } from './nouns.js';
import { findPlatforms, findPrices, findRegions } from './offers.js';
import { findOrigins } from './origin.js';
import type { FoundPerson } from './people.js';
import type { Found } from './phrases.js';
import { findRuntimes } from './runtime.js';
import type { Reading } from './slots.js';
import { type TaggedSpan, type TaggerModel, type Tagging, tag } from './tagger.js';
import { findReferences, type Words } from './titles.js';
import { type Token, wordAt, wordsOf } from './tokens.js';
import { type FoundYears, findYears } from './years.js';

/** Queries of so few words are names of what is wanted, hardly sentences. */
const FEW_WORDS = 8;
/** As much in a query of few words for a last name alone. */
const LEAST_OF_SURNAME = 0.1;
/** What the tagger must give a reading of the vocabularies or the catalogue in a sentence. */
const LEAST_PROBABILITY = 0.5;

/** Everything that the words of a query can be read as, titles of the whole query aside. */
export function findReadings(words: Words, model: TaggerModel, thisYear: number): Reading[] {
  const { tokens, text, names, near } = words;
  if (tokens.length === 0) return [];
  const clues = findClues(tokens, names, near);
  const tagging = tag(tokens, clues, model);
  const genresAt = new Set(genrePhrases.in(tokens).map(({ from }) => from));
  const references = findReferences(words, (at) => clues.phrase[at] !== 0);
  const taken = new Set(references.flatMap(({ from, to }) => span(from, to)));
  const free = <F extends Found<unknown>>(found: readonly F[]) =>
    found.filter(({ from, to }) => !span(from, to).some((i) => taken.has(i)));

  const platforms = free(findPlatforms(tokens, text));
  const few = tokens.length <= FEW_WORDS;
  const settled = [
    ...peopleOf(words, tagging, clues.people, few),
    ...genresOf(words, tagging, few),
    ...yearsOf(words, tagging, thisYear, few),
  ];
  const measured = [
    ...findRuntimes(tokens),
    ...findRatings(tokens),
    ...findPrices(tokens, text),
    ...platforms.filter(({ plus }) => plus),
  ];
  const isMeasure = new Set(measured.flatMap(({ from, to }) => span(from, to)));
  const tagged = settled.filter(
    ({ slot, from, to }) =>
      !span(from, to).some(
        (i) =>
          taken.has(i) ||
          (isMeasure.has(i) && (slot !== 'genre' || platforms.some((p) => p.plus && p.from === i))),
      ),
  );
  const names_ = new Set(
    tagged
      .filter(({ slot }) => slot === 'actor' || slot === 'director')
      .flatMap(({ from, to }) => span(from, to)),
  );
  const words_ = <V>(found: readonly Found<V>[]) =>
    free(found).filter(({ from, to }) => !span(from, to).some((i) => names_.has(i)));

  return [
    ...references.map(
      ({ from, to, value }): Reading => ({
        slot: 'reference',
        from,
        to,
        value,
        confidence: value.length > 0 ? 0.9 : 0.5,
      }),
    ),
    ...tagged,
    ...words_(moodPhrases.in(tokens)).flatMap(({ from, to, value: [value] }): Reading[] =>
      value ? [{ slot: 'mood', from, to, value, confidence: 0.6 }] : [],
    ),
    ...words_(themePhrases.in(tokens)).flatMap(({ from, to, value: [value] }): Reading[] =>
      value ? [{ slot: 'theme', from, to, value, confidence: 0.5 }] : [],
    ),
    ...platforms.map(
      ({ from, to, value, sure }): Reading => ({
        slot: 'platform',
        from,
        to,
        value,
        confidence: sure ? 0.95 : 0.4,
      }),
    ),
    ...free(findPrices(tokens, text)).map(
      ({ from, to, value }): Reading => ({
        slot: 'price',
        from,
        to,
        value,
        confidence: few || value.max !== 0 ? 0.85 : 0.5,
      }),
    ),
    ...free(findRegions(tokens, new Set(platforms.map(({ to }) => to)))).map(
      ({ from, to, value }): Reading => ({ slot: 'region', from, to, value, confidence: 0.9 }),
    ),
    ...free(findRuntimes(tokens)).map(
      ({ from, to, value }): Reading => ({ slot: 'runtime', from, to, value, confidence: 0.9 }),
    ),
    ...free(findRatings(tokens)).map(
      ({ from, to, value }): Reading => ({ slot: 'rating', from, to, value, confidence: 0.85 }),
    ),
    ...free(findOrigins(tokens, (at) => genresAt.has(at))).map(
      ({ from, to, value }): Reading => ({ ...value, from, to, confidence: 0.8 }),
    ),
    ...kindsOf(free(findKinds(tokens))),
  ];
}

function kindsOf(found: ReturnType<typeof findKinds>): Reading[] {
  const several = new Set(found.map(({ value }) => value)).size > 1;
  // "Movie" is said of anything that can be watched.
  return found.map(({ from, to, value }) => ({
    slot: 'type',
    from,
    to,
    value,
    confidence: several || value === 'movie' ? 0.4 : 0.85,
  }));
}

function peopleOf(
  { tokens, text }: Words,
  { spans, probability }: Tagging,
  known: readonly FoundPerson[],
  few: boolean,
): Reading[] {
  const isPerson = (span: TaggedSpan) => span.slot === 'actor' || span.slot === 'director';
  const people = spans.filter(isPerson);
  const readings = people.map(({ slot, from, to, confidence }): Reading => {
    const person =
      known.find((other) => other.from === from && other.to === to) ??
      known.find((other) => other.from >= from && other.to <= to);
    const typed = text.slice(tokens[from]?.start, tokens[to - 1]?.end);
    return {
      slot: slot === 'director' ? slot : 'actor',
      from,
      to,
      value: person?.value.name ?? typed,
      confidence,
    };
  });
  for (const person of known) {
    if (people.some((other) => overlap(other, person))) continue;
    const likely = probability('actor', person.from) + probability('director', person.from);
    const cued = few && personCueBefore(tokens, person.from) !== undefined;
    const enough = !few ? LEAST_PROBABILITY : person.how === 'surname' ? LEAST_OF_SURNAME : 0;
    if (likely < enough && !cued) continue;
    const { acted, directed, name } = person.value;
    readings.push({
      slot: directed > acted ? 'director' : 'actor',
      from: person.from,
      to: person.to,
      value: name,
      confidence: Math.max(0.5, likely),
    });
  }
  if (few) readings.push(...strangersOf({ tokens, text }, readings));
  return readings;
}

/** Names that the catalogue lacks, behind words that only a name follows. */
function strangersOf(
  { tokens, text }: Pick<Words, 'tokens' | 'text'>,
  people: readonly Reading[],
): Reading[] {
  return tokens.flatMap((_, from): Reading[] => {
    const slot = personCueBefore(tokens, from);
    const isName = (at: number) =>
      at < tokens.length && /^\p{L}{2,}$/u.test(wordAt(tokens, at)) && !titleNouns.has(wordAt(tokens, at));
    const to = from + 2;
    if (slot === undefined || !isName(from) || !isName(from + 1)) return [];
    if (people.some((person) => overlap(person, { from, to }))) return [];
    return [{ slot, from, to, value: text.slice(tokens[from]?.start, tokens[to - 1]?.end), confidence: 0.6 }];
  });
}

/** Whether a word before a token says that an actor or a director follows. */
function personCueBefore(tokens: readonly Token[], at: number): 'actor' | 'director' | undefined {
  const [before, earlier] = [wordAt(tokens, at - 1), wordAt(tokens, at - 2)];
  if (before === 'starring' || before === 'featuring') return 'actor';
  if (before === 'with' && titleNouns.has(earlier)) return 'actor';
  return before === 'by' && (earlier === 'directed' || titleNouns.has(earlier)) ? 'director' : undefined;
}

function genresOf({ tokens }: Words, { spans, probability }: Tagging, few: boolean): Reading[] {
  const read = (from: number, to: number, confidence: number): Reading => {
    const part = tokens.slice(from, to);
    const genres = [...new Set(genrePhrases.in(part).flatMap(({ value }) => value))];
    const value = genres.at(-1) ?? part.map(({ word }) => word).join(' ');
    return { slot: 'genre', from, to, value, genres, confidence };
  };
  const tagged = spans.filter(({ slot }) => slot === 'genre');
  const others = genrePhrases.in(tokens).filter((phrase) => !spans.some((span) => overlap(span, phrase)));
  return [
    ...tagged.map(({ from, to, confidence }): Reading => {
      const studio = few ? studioPhrases.get(wordsOf(tokens, from, to)) : undefined;
      return studio ? { slot: 'director', from, to, value: studio, confidence } : read(from, to, confidence);
    }),
    ...others
      .filter(({ from }) => few || probability('genre', from) >= LEAST_PROBABILITY)
      .map(({ from, to }) => read(from, to, Math.max(few ? 0.7 : 0.3, probability('genre', from)))),
  ];
}

function yearsOf(
  { tokens }: Words,
  { spans, probability }: Tagging,
  thisYear: number,
  few: boolean,
): Reading[] {
  const found = findYears(tokens, thisYear);
  const ranges = found.filter((years) => spans.filter((span) => overlap(span, years)).length > 1);
  const tagged = spans.filter(
    (span) => span.slot === 'year' && !ranges.some((years) => overlap(span, years)),
  );
  const others = found.filter((years) => !tagged.some((span) => overlap(span, years)));
  const isWanted = ({ from, plain }: FoundYears) =>
    few || (plain && tokens.length <= 2 * FEW_WORDS) || probability('year', from) >= LEAST_PROBABILITY;
  return [
    ...tagged.flatMap(({ from, to, confidence }): Reading[] => {
      const years = found.find((other) => overlap(other, { from, to }));
      if (few && !years) return [];
      return [
        {
          slot: 'year',
          from,
          to,
          value: years?.value ?? { from: null, to: null },
          confidence: years ? confidence : 0.3,
        },
      ];
    }),
    ...others.filter(isWanted).map(
      ({ from, to, value, plain }): Reading => ({
        slot: 'year',
        from,
        to,
        value,
        confidence: plain ? 0.9 : 0.7,
      }),
    ),
  ];
}

function overlap(a: { from: number; to: number }, b: { from: number; to: number }): boolean {
  return a.from < b.to && b.from < a.to;
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
