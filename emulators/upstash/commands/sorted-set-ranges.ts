import { at, type Command, reading, span } from '../command.js';
import { float, formatScore, integer } from '../numbers.js';
import { RedisError, type Reply, syntaxError } from '../reply.js';
import type { ScoredMember } from '../sorted-set.js';

type Within = (item: ScoredMember) => boolean;

/** `1`, `(1` (excluded), `-inf` or `+inf` at either end. */
export function scoreRange(low: string, high: string): Within {
  const complaint = 'ERR min or max is not a float';
  const bound = (text: string) =>
    text.startsWith('(')
      ? { score: float(text.slice(1), complaint), open: true }
      : { score: float(text, complaint), open: false };
  const [min, max] = [bound(low), bound(high)];
  return ({ score }) =>
    (min.open ? score > min.score : score >= min.score) &&
    (max.open ? score < max.score : score <= max.score);
}

/** `[a`, `(a` (excluded), `-` or `+` at either end; compares bytes. */
function lexRange(low: string, high: string): Within {
  for (const text of [low, high]) {
    if (!/^([[(]|[-+]$)/.test(text)) throw new RedisError('ERR min or max not valid string range item');
  }
  const above: Within = ({ member }) =>
    low === '-' || (low !== '+' && (low.startsWith('(') ? member > low.slice(1) : member >= low.slice(1)));
  const below: Within = ({ member }) =>
    high === '+' ||
    (high !== '-' && (high.startsWith('(') ? member < high.slice(1) : member <= high.slice(1)));
  return (item) => above(item) && below(item);
}

interface RangeQuery {
  by?: 'score' | 'lex';
  reverse?: boolean;
  /** The command's name says kind and direction, so the words may not. */
  fixed?: boolean;
  withScores?: boolean;
  limit?: { offset: number; count: number };
}

function parseWords(words: string[], base: RangeQuery): RangeQuery {
  const query = { ...base };
  for (let i = 0; i < words.length; i++) {
    const word = at(words, i).toUpperCase();
    if (word === 'WITHSCORES') query.withScores = true;
    else if (word === 'LIMIT') {
      query.limit = { offset: integer(at(words, i + 1)), count: integer(at(words, i + 2)) };
      i += 2;
    } else if (base.fixed) throw syntaxError();
    else if (word === 'BYSCORE') query.by = 'score';
    else if (word === 'BYLEX') query.by = 'lex';
    else if (word === 'REV') query.reverse = true;
    else throw syntaxError();
  }
  if (query.by === 'lex' && query.withScores) {
    throw new RedisError('ERR syntax error, WITHSCORES not supported in combination with BYLEX');
  }
  if (query.limit && !query.by) {
    throw new RedisError(
      'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX',
    );
  }
  return query;
}

/** The choice that a query with its two ends makes; a reversed one names the upper end first. */
function chooser(query: RangeQuery, first: string, second: string) {
  if (!query.by) {
    const [start, stop] = [integer(first), integer(second)];
    return (items: ScoredMember[]) => items.slice(...span(items.length, start, stop));
  }
  const [low, high] = query.reverse ? [second, first] : [first, second];
  const within = query.by === 'score' ? scoreRange(low, high) : lexRange(low, high);
  return (items: ScoredMember[]) => {
    const found = items.filter(within);
    if (!query.limit) return found;
    const { offset, count } = query.limit;
    if (offset < 0) return [];
    return found.slice(offset, count < 0 ? undefined : offset + count);
  };
}

/** ZRANGE and its older sisters, which differ in what their names already say. */
export function rangeCommand(arity: number, base: RangeQuery): Command {
  return reading(arity, (args, keys): Reply => {
    const query = parseWords(args.slice(3), base);
    const choose = chooser(query, at(args, 1), at(args, 2));
    const ascending = keys.read('zset', at(args, 0))?.members() ?? [];
    const chosen = choose(query.reverse ? ascending.toReversed() : [...ascending]);
    return chosen.flatMap((item) =>
      query.withScores ? [item.member, formatScore(item.score)] : [item.member],
    );
  });
}
