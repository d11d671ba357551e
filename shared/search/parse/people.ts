import type { KnownNames, KnownPerson } from '../known-names.js';
import { NearWords } from './near-words.js';
import type { Found } from './phrases.js';
import { type Token, wordsOf } from './tokens.js';

export interface FoundPerson extends Found<KnownPerson> {
  /** Whether the name is given in full, with a word put right, or by the last name alone. */
  how: 'full' | 'misspelt' | 'surname';
}

const MAX_NAME_WORDS = 4;
const SHORTEST_JOINED = 8;

/** People of the catalogue that a query names, none over another. */
export function findPeople(
  tokens: readonly Token[],
  names: KnownNames,
  near = new NearWords(names),
): FoundPerson[] {
  const found: FoundPerson[] = [];
  for (let from = 0; from < tokens.length; from++) {
    const person = exactly(tokens, from, names);
    if (!person) continue;
    found.push(person);
    from = person.to - 1;
  }
  const taken = new Set(found.flatMap(({ from, to }) => range(from, to)));
  for (const [at, { word }] of tokens.entries()) {
    if (taken.has(at) || !near.isUnknown(word)) continue;
    const person = corrections(tokens, at, taken, names, near.like(word));
    if (!person) continue;
    found.push(person);
    for (const i of range(person.from, person.to)) taken.add(i);
  }
  return [...found, ...bySurname(tokens, taken, names)].sort((a, b) => a.from - b.from);
}

function exactly(tokens: readonly Token[], from: number, names: KnownNames): FoundPerson | undefined {
  for (let to = Math.min(from + MAX_NAME_WORDS, tokens.length); to > from; to--) {
    const words = wordsOf(tokens, from, to);
    // One word may be a name typed without spaces; shorter ones are left to the last names.
    if (to === from + 1 && words.length < SHORTEST_JOINED) break;
    const [value] = names.peopleNamed(words);
    if (value && /\s/.test(value.name)) return { from, to, value, how: 'full' };
  }
  return undefined;
}

/** People of whom a query gives a last or only name: of each word that is in no other name. */
function bySurname(tokens: readonly Token[], taken: ReadonlySet<number>, names: KnownNames): FoundPerson[] {
  return tokens.flatMap(({ word }, from): FoundPerson[] => {
    if (taken.has(from) || word.length < 4 || /\d/.test(word)) return [];
    const [value] = names.peopleSurnamed(word);
    return value ? [{ from, to: from + 1, value, how: 'surname' }] : [];
  });
}

/** The person whom a misspelt word and its neighbours name. */
function corrections(
  tokens: readonly Token[],
  at: number,
  taken: ReadonlySet<number>,
  names: KnownNames,
  like: readonly string[],
): FoundPerson | undefined {
  const windows = [
    [at - 2, at + 1],
    [at - 1, at + 2],
    [at, at + 3],
    [at - 1, at + 1],
    [at, at + 2],
  ] as const;
  for (const [from, to] of windows) {
    if (from < 0 || to > tokens.length || range(from, to).some((i) => taken.has(i))) continue;
    const before = from < at ? `${wordsOf(tokens, from, at)} ` : '';
    const after = to > at + 1 ? ` ${wordsOf(tokens, at + 1, to)}` : '';
    for (const right of like) {
      const [value] = names.peopleNamed(`${before}${right}${after}`);
      if (value) return { from, to, value, how: 'misspelt' };
    }
  }
  return undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
