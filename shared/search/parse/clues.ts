import type { KnownNames } from '../known-names.js';
import { genrePhrases, moodPhrases, studioPhrases, themePhrases } from './lexicon.js';
import type { NearWords } from './near-words.js';
import { type FoundPerson, findPeople } from './people.js';
import type { Found } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

/** What the tagger knows of each word of a query beside the word itself; each a small number, 0 for nothing. */
export interface Clues {
  /** Of a person in the catalogue: which word of the name, and what they are known for. */
  person: Uint8Array;
  /** Of a phrase of the vocabularies: which word of it, and of which vocabulary. */
  phrase: Uint8Array;
  /** What kind of number or word it is. */
  shape: Uint8Array;
  /** The last word before it that says what follows (`starring`, `directed`, `about`, ...), and how far back. */
  cue: Uint8Array;
  /** Whether it is the last word of a name that was given in full before. */
  again: Uint8Array;
}

const cueWords = new Map(
  [
    [
      'starring',
      'stars',
      'starred',
      'star',
      'stared',
      'staring',
      'featuring',
      'features',
      'featured',
      'costarring',
    ],
    ['with'],
    [
      'plays',
      'played',
      'playing',
      'portrays',
      'portrayed',
      'acted',
      'acts',
      'actor',
      'actress',
      'actors',
      'performance',
      'role',
    ],
    [
      'directed',
      'director',
      'directs',
      'directorial',
      'directors',
      'filmmaker',
      'helmed',
      'directing',
      'direction',
    ],
    ['by'],
    ['from', 'made', 'produced', 'created', 'written'],
    ['about', 'where', 'when', 'whose', 'who', 'which', 'that', 'follows', 'centers', 'tells', 'involves'],
    ['based', 'adapted', 'adaptation', 'novel', 'book', 'remake'],
    ['as', 'named', 'called', 'character'],
    ['in', 'released', 'during', 'since', 'before', 'after'],
  ].flatMap((words, kind) => words.map((word) => [word, kind + 1] as const)),
);

export function findClues(
  tokens: readonly Token[],
  names: KnownNames,
  near?: NearWords,
): Clues & { people: FoundPerson[] } {
  const people = findPeople(tokens, names, near);
  const size = tokens.length;
  const clues = {
    people,
    person: new Uint8Array(size),
    phrase: new Uint8Array(size),
    shape: new Uint8Array(size),
    cue: new Uint8Array(size),
    again: new Uint8Array(size),
  };
  for (const found of people) {
    const code = personCode(found);
    place(clues.person, found, code);
    if (found.how === 'surname') continue;
    const last = wordAt(tokens, found.to - 1);
    for (let i = found.to; i < size; i++) if (wordAt(tokens, i) === last) clues.again[i] = 1;
  }
  const vocabularies = [genrePhrases, moodPhrases, themePhrases, studioPhrases];
  for (const [kind, phrases] of vocabularies.entries()) {
    for (const found of phrases.in(tokens))
      if (clues.phrase[found.from] === 0) place(clues.phrase, found, kind);
  }
  let [cue, cueAt] = [0, 0];
  for (const [i, { word }] of tokens.entries()) {
    clues.shape[i] = shapeOf(word);
    if (cue > 0) clues.cue[i] = cue * 5 + distance(i - cueAt);
    const kind = cueWords.get(word);
    if (kind !== undefined) [cue, cueAt] = [kind, i];
  }
  return clues;
}

/** First, inner and last word are told apart. */
function place(codes: Uint8Array, { from, to }: Found<unknown>, code: number): void {
  for (let i = from; i < to; i++) codes[i] = 1 + code * 3 + (i === from ? 0 : i === to - 1 ? 2 : 1);
}

/** What someone is known for (acting, directing, both) by how well known they are; apart by how the name is given. */
function personCode({ value: { acted, directed }, how }: FoundPerson): number {
  const part = acted > 3 * directed ? 0 : directed > 3 * acted ? 1 : 2;
  const credits = acted + directed;
  const known = credits > 8 ? 2 : credits > 2 ? 1 : 0;
  return part * 3 + known + 9 * ['full', 'misspelt', 'surname'].indexOf(how);
}

function distance(words: number): number {
  return words <= 3 ? words - 1 : words <= 8 ? 3 : 4;
}

/** The kind of a number, or how long a word is. */
function shapeOf(word: string): number {
  if (/^(18|19|20)\d\d$/.test(word)) return word.endsWith('0') ? 1 : 2;
  if (/^\d0$/.test(word)) return 3;
  if (/^\d+$/.test(word)) return 3 + Math.min(word.length, 4);
  return 7 + Math.min(word.length, 8);
}
