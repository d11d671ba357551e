import { normaliseText } from '../../text.js';
import type { TitleId } from '../../title/title-id.js';
import type { KnownNames } from '../known-names.js';
import type { NearWords } from './near-words.js';
import { titleNouns } from './nouns.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

const MAX_TITLE_WORDS = 12;
/** Titles of one name that are told. */
const MAX_SAME_NAME = 10;

/** Ids of the titles that words of a query name exactly. */
export type NamedTitles = Found<TitleId[]>;

export interface Words {
  text: string;
  tokens: readonly Token[];
  names: KnownNames;
  near: NearWords;
}

/** Title ids of the words from one token up to another; undefined where no title has that name. */
function titlesOf(
  { text, tokens, names }: Words,
  from: number,
  to: number,
  year?: number | null,
): TitleId[] | undefined {
  const [first, last] = [tokens[from], tokens[to - 1]];
  if (!first || !last) return undefined;
  const named = names.titlesNamed(normaliseText(text.slice(first.start, last.end)));
  const ofYear = named.filter((title) => title.year === year);
  const chosen = ofYear.length > 0 ? ofYear : named;
  return chosen.length > 0 ? chosen.slice(0, MAX_SAME_NAME).map(({ id }) => id) : undefined;
}

/** The longest title whose name begins at a token. */
export function longestTitle(words: Words, from: number): NamedTitles | undefined {
  for (let to = Math.min(from + MAX_TITLE_WORDS, words.tokens.length); to > from; to--) {
    const value = titlesOf(words, from, to);
    if (value) return { from, to, value };
  }
  return undefined;
}

/** The titles that the words from one token up to another name, of that year where there is one. */
export function titleOf(
  words: Words,
  from: number,
  to: number,
  year?: number | null,
): NamedTitles | undefined {
  if (to <= from || to - from > MAX_TITLE_WORDS * 2) return undefined;
  const value = titlesOf(words, from, to, year);
  return value && { from, to, value };
}

const likeWords = new Phrases([
  ...[
    'like',
    'similar to',
    'such as',
    'in the style of',
    'in the vein of',
    'in the spirit of',
    'along the lines of',
    'reminiscent of',
    'same vibe as',
    'same vibes as',
    'same feel as',
    'same mood as',
    'comparable to',
    'resembling',
    'fans of',
    'fan of',
    'a la',
    'vibes of',
    'as good as',
  ].map((words) => [words, 'like'] as const),
  ...[
    'if you liked',
    'if you like',
    'if i liked',
    'if i like',
    'if you loved',
    'if you love',
    'if i loved',
    'if you enjoyed',
    'if i enjoyed',
    'i liked',
    'i loved',
    'i enjoyed',
    'i love',
    'we loved',
    'we liked',
    'because i watched',
    'after watching',
    'since i liked',
    'just watched',
    'just finished',
    'more of',
    'who liked',
    'who loved',
  ].map((words) => [words, 'liked'] as const),
]);
const wanted = new Set([
  ...titleNouns,
  'more',
  'similar',
  'exactly',
  'much',
  'else',
  'just',
  'not',
  'nothing',
]);
const stops = new Set([
  'on',
  'from',
  'with',
  'but',
  'without',
  'starring',
  'directed',
  'that',
  'which',
  'where',
  'for',
  'under',
  'available',
  'in',
  'not',
  'except',
  'before',
  'after',
  'what',
  'streaming',
]);
const joints = new Set(['and', 'or', 'meets', 'plus']);

/** Titles that a query compares with what it wants. @param isSlot whether a token is read as something else that one can want */
export function findReferences(words: Words, isSlot: (at: number) => boolean): NamedTitles[] {
  const { tokens } = words;
  const found: NamedTitles[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const cue = likeWords.at(tokens, at);
    if (!cue) continue;
    const before = wordAt(tokens, at - 1);
    const compares = cue.to > at + 1 || at === 0 || wanted.has(before) || isSlot(at - 1);
    if (!compares) continue;
    let reference = referenceAt(words, cue.to, cue.value === 'like');
    while (reference) {
      found.push(reference);
      at = reference.to - 1;
      const joint = joints.has(wordAt(tokens, reference.to)) ? reference.to + 1 : undefined;
      reference = joint === undefined ? undefined : longestTitle(words, joint);
    }
  }
  return found;
}

/** The title there, else, where one has to be, the words up to the next part of the query. */
function referenceAt(words: Words, at: number, needed: boolean): NamedTitles | undefined {
  const known =
    longestTitle(words, at) ?? (wordAt(words.tokens, at) === 'the' ? longestTitle(words, at + 1) : undefined);
  if (known) return known;
  let to = at;
  while (to < words.tokens.length && to < at + 6 && !stops.has(wordAt(words.tokens, to))) to++;
  const meant = misspelt(words, at, to);
  if (meant || !needed) return meant;
  return to > at && words.tokens.length <= 14 ? { from: at, to, value: [] } : undefined;
}

/** The title that words name when one of them, which is in no name, is put right. */
function misspelt({ tokens, names, near }: Words, from: number, end: number): NamedTitles | undefined {
  for (let to = end; to > from; to--) {
    const own = tokens.slice(from, to).map(({ word }) => word);
    const wrong = own.findIndex((word) => near.isUnknown(word));
    for (const right of wrong < 0 ? [] : near.like(own[wrong] ?? '')) {
      const named = names.titlesNamed(own.with(wrong, right).join(' '));
      if (named.length > 0) return { from, to, value: named.slice(0, MAX_SAME_NAME).map(({ id }) => id) };
    }
  }
  return undefined;
}
