import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

interface Minutes {
  from: number | null;
  to: number | null;
}

const minuteWords = new Set(['min', 'mins', 'minute', 'minutes']);
const hourWords = new Set(['hour', 'hours', 'hr', 'hrs', 'h']);
/** What `a 90 minute film` may differ by. */
const ABOUT = 10;
const MOST_HOURS = 20;

const comparisons = new Phrases<'most' | 'least'>([
  ...[
    'under',
    'below',
    'less than',
    'shorter than',
    'up to',
    'at most',
    'no more than',
    'not more than',
    'no longer than',
    'not longer than',
    'max',
    'maximum',
    'within',
  ].map((words) => [words, 'most'] as const),
  ...['over', 'above', 'more than', 'longer than', 'at least', 'minimum'].map(
    (words) => [words, 'least'] as const,
  ),
]);
const nouns = new Set([
  'movie',
  'movies',
  'film',
  'films',
  'long',
  'comedy',
  'episodes',
  'show',
  'shows',
  'or',
]);

/** How long a query wants a title to be. */
export function findRuntimes(tokens: readonly Token[]): Found<Minutes>[] {
  const found: Found<Minutes>[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const runtime = compared(tokens, at) ?? bare(tokens, at);
    if (!runtime) continue;
    found.push(runtime);
    at = runtime.to - 1;
  }
  return found;
}

function compared(tokens: readonly Token[], at: number): Found<Minutes> | undefined {
  if (wordAt(tokens, at) === 'between') {
    const low = numberOf(wordAt(tokens, at + 1));
    const high = wordAt(tokens, at + 2) === 'and' ? duration(tokens, at + 3) : undefined;
    return low !== undefined && high
      ? { from: at, to: high.to, value: { from: low < 10 ? low * 60 : low, to: high.value } }
      : undefined;
  }
  const comparison = comparisons.at(tokens, at);
  const limit = comparison && duration(tokens, comparison.to);
  if (!limit) return undefined;
  return {
    from: at,
    to: limit.to,
    value: comparison.value === 'most' ? { from: null, to: limit.value } : { from: limit.value, to: null },
  };
}

/** `90 minute film`, `two hours or less`: a length alone may be what a story is about. */
function bare(tokens: readonly Token[], at: number): Found<Minutes> | undefined {
  const length = duration(tokens, at);
  const next = wordAt(tokens, length?.to ?? 0);
  if (!length || next === undefined || !nouns.has(next)) return undefined;
  const then = wordAt(tokens, length.to + 1);
  if (next !== 'or') return { ...length, value: { from: length.value - ABOUT, to: length.value + ABOUT } };
  if (then === 'less' || then === 'shorter' || then === 'under')
    return { from: at, to: length.to + 2, value: { from: null, to: length.value } };
  if (then === 'more' || then === 'longer')
    return { from: at, to: length.to + 2, value: { from: length.value, to: null } };
  return undefined;
}

/** Minutes. */
function duration(tokens: readonly Token[], at: number): Found<number> | undefined {
  const [word, next] = [wordAt(tokens, at), wordAt(tokens, at + 1)];
  if (word === 'half' && next === 'an') return { from: at, to: at + 3, value: 30 };
  const number = word === 'an' || word === 'a' ? 1 : numberOf(word);
  if (number === undefined) return undefined;
  if (minuteWords.has(next)) return { from: at, to: at + 2, value: number };
  if (isHalf(tokens, at + 1) && hourWords.has(wordAt(tokens, at + 4))) {
    return { from: at, to: at + 5, value: number * 60 + 30 };
  }
  if (!hourWords.has(next) || number > MOST_HOURS) return undefined;
  const rest = minutesAfter(tokens, at + 2);
  return { from: at, to: rest?.to ?? at + 2, value: number * 60 + (rest?.value ?? 0) };
}

/** What follows a number of hours: `and a half`, `and 20 minutes`, `30`. */
function minutesAfter(tokens: readonly Token[], at: number): Found<number> | undefined {
  if (isHalf(tokens, at)) return { from: at, to: at + 3, value: 30 };
  const from = wordAt(tokens, at) === 'and' ? at + 1 : at;
  const value = numberOf(wordAt(tokens, from));
  if (value === undefined || value >= 60) return undefined;
  if (minuteWords.has(wordAt(tokens, from + 1))) return { from, to: from + 2, value };
  return wordAt(tokens, at - 1) === 'h' ? { from, to: from + 1, value } : undefined;
}

function isHalf(tokens: readonly Token[], at: number): boolean {
  return wordAt(tokens, at) === 'and' && wordAt(tokens, at + 1) === 'a' && wordAt(tokens, at + 2) === 'half';
}
