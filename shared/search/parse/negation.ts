import type { Token } from './tokens.js';

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

/** Tokens at which something begins that a query does not want, and the plain word there when nothing known does. */
export function findNegated(
  tokens: readonly Token[],
  slots: readonly Span[],
): { starts: Set<number>; words: Span[] } {
  const ends = new Map<number, number>();
  for (const { from, to } of slots) ends.set(from, Math.max(to, ends.get(from) ?? 0));
  const starts = new Set<number>();
  const words: Span[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (!negates(tokens, at)) continue;
    let here = skipFillers(tokens, at + 1, ends);
    for (;;) {
      const end = ends.get(here);
      if (end === undefined) break;
      starts.add(here);
      here = end;
      // "No action movies or comedies": what is negated may end in a plain noun.
      if (fillers.has(tokens[here]?.word ?? '') && joints.has(tokens[here + 1]?.word ?? '')) here++;
      if (ends.has(here)) continue;
      if (!joints.has(tokens[here]?.word ?? '')) break;
      here = skipFillers(tokens, here + 1, ends);
    }
    if (starts.size === 0 && isStrong(tokens[at]?.word) && here < tokens.length)
      words.push({ from: here, to: here + 1 });
  }
  return { starts, words };
}

function negates(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.word ?? '';
  if (word === 'n') return tokens[at + 1]?.word === 't';
  if (word === 'but') return tokens[at - 1]?.word === 'anything' || tokens[at - 1]?.word === 'everything';
  if (word === 'than') return tokens[at - 1]?.word === 'other';
  // "Not only" and "why not" want what follows.
  return negations.has(word) && tokens[at + 1]?.word !== 'only' && tokens[at - 1]?.word !== 'why';
}

function isStrong(word: string | undefined): boolean {
  return word === 'without' || word === 'except' || word === 'excluding';
}

function skipFillers(tokens: readonly Token[], at: number, ends: ReadonlyMap<number, number>): number {
  let here = at;
  while (here < at + 5 && !ends.has(here) && fillers.has(tokens[here]?.word ?? '')) here++;
  return here;
}
