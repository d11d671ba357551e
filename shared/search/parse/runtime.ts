import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import type { Token } from './tokens.js';

interface Minutes {
  from: number | null;
  to: number | null;
}

const minuteWords = new Set(['min', 'mins', 'minute', 'minutes']);
const hourWords = new Set(['hour', 'hours', 'hr', 'hrs', 'h']);
/** What `a 90 minute film` may differ by. */
const ABOUT = 10;

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
  if (tokens[at]?.word === 'between') {
    const low = numberOf(tokens[at + 1]?.word);
    const high = tokens[at + 2]?.word === 'and' ? duration(tokens, at + 3) : undefined;
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
  const next = tokens[length?.to ?? 0]?.word;
  if (!length || next === undefined || !nouns.has(next)) return undefined;
  const then = tokens[length.to + 1]?.word;
  if (next !== 'or') return { ...length, value: { from: length.value - ABOUT, to: length.value + ABOUT } };
  if (then === 'less' || then === 'shorter' || then === 'under')
    return { from: at, to: length.to + 2, value: { from: null, to: length.value } };
  if (then === 'more' || then === 'longer')
    return { from: at, to: length.to + 2, value: { from: length.value, to: null } };
  return undefined;
}

/** Minutes. */
function duration(tokens: readonly Token[], at: number): Found<number> | undefined {
  const word = tokens[at]?.word;
  const next = tokens[at + 1]?.word ?? '';
  if (word === 'half' && (next === 'an' || hourWords.has(next)))
    return { from: at, to: at + (next === 'an' ? 3 : 2), value: 30 };
  const number = word === 'an' || word === 'a' ? 1 : numberOf(word);
  if (number === undefined) return undefined;
  if (minuteWords.has(next)) return { from: at, to: at + 2, value: number };
  if (
    next === 'and' &&
    tokens[at + 2]?.word === 'a' &&
    tokens[at + 3]?.word === 'half' &&
    hourWords.has(tokens[at + 4]?.word ?? '')
  ) {
    return { from: at, to: at + 5, value: number * 60 + 30 };
  }
  if (!hourWords.has(next) || number > 20) return undefined;
  const and = tokens[at + 2]?.word === 'and' ? at + 3 : at + 2;
  if (tokens[and]?.word === 'a' && tokens[and + 1]?.word === 'half')
    return { from: at, to: and + 2, value: number * 60 + 30 };
  const more = numberOf(tokens[and]?.word);
  if (more !== undefined && more < 60 && (minuteWords.has(tokens[and + 1]?.word ?? '') || next === 'h')) {
    return {
      from: at,
      to: minuteWords.has(tokens[and + 1]?.word ?? '') ? and + 2 : and + 1,
      value: number * 60 + more,
    };
  }
  return { from: at, to: at + 2, value: number * 60 };
}
