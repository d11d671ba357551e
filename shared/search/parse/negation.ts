import { type Token, wordAt } from './tokens.js';

const negations = new Set([
  'not',
  'no',
  'without',
  'except',
  'excluding',
  'never',
  'minus',
  'non',
  'nothing',
  'nor',
  'avoid',
  'hate',
  'hates',
  'zero',
  'isn',
  'aren',
  'neither',
  'exclude',
  'skip',
]);
/** Words between a negation and what it negates. */
const fillers = new Set([
  'a',
  'an',
  'any',
  'the',
  'too',
  'very',
  'so',
  'really',
  'overly',
  'of',
  'want',
  'like',
  'into',
  'more',
  'from',
  'with',
  'starring',
  'on',
  'for',
  'by',
  'directed',
  'in',
  'is',
  't',
  'be',
  'anything',
  'about',
  'to',
  'watch',
  'another',
  'kind',
  'super',
  'that',
  's',
  'those',
  'these',
  'featuring',
  'available',
  'movies',
  'movie',
  'films',
  'film',
]);
const joints = new Set(['or', 'and', 'nor']);

interface Span {
  from: number;
  to: number;
}

export interface Negated {
  /** Tokens at which something begins that a query does not want. */
  starts: Set<number>;
  /** Plain words that it does not want. */
  words: Span[];
}

export function findNegated(tokens: readonly Token[], slots: readonly Span[]): Negated {
  const ends = new Map<number, number>();
  for (const { from, to } of slots) ends.set(from, Math.max(to, ends.get(from) ?? 0));
  const found: Negated = { starts: new Set(), words: [] };
  for (let at = 0; at < tokens.length; at++) {
    if (!negates(tokens, at)) continue;
    const first = skipFillers(tokens, at + 1, ends);
    for (const start of chained(tokens, first, ends)) found.starts.add(start);
    const isPlain = !ends.has(first) && first < tokens.length && isStrong(wordAt(tokens, at));
    if (isPlain) found.words.push({ from: first, to: first + 1 });
  }
  return found;
}

/** Where slots begin that stand one after another or are joined: "no action movies or comedies". */
function* chained(
  tokens: readonly Token[],
  first: number,
  ends: ReadonlyMap<number, number>,
): Generator<number> {
  let at = first;
  let end = ends.get(at);
  while (end !== undefined) {
    yield at;
    at = end;
    if (fillers.has(wordAt(tokens, at)) && joints.has(wordAt(tokens, at + 1))) at++;
    if (joints.has(wordAt(tokens, at))) at = skipFillers(tokens, at + 1, ends);
    end = ends.get(at);
  }
}

function negates(tokens: readonly Token[], at: number): boolean {
  const word = wordAt(tokens, at);
  if (word === 'n') return wordAt(tokens, at + 1) === 't';
  if (word === 'but') return wordAt(tokens, at - 1) === 'anything' || wordAt(tokens, at - 1) === 'everything';
  if (word === 'than') return wordAt(tokens, at - 1) === 'other';
  // "Not only" and "why not" want what follows.
  return negations.has(word) && wordAt(tokens, at + 1) !== 'only' && wordAt(tokens, at - 1) !== 'why';
}

function isStrong(word: string | undefined): boolean {
  return word === 'without' || word === 'except' || word === 'excluding';
}

function skipFillers(tokens: readonly Token[], at: number, ends: ReadonlyMap<number, number>): number {
  let here = at;
  while (here < at + 5 && !ends.has(here) && fillers.has(wordAt(tokens, here))) here++;
  return here;
}
