import { createHash } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import { z } from 'zod';
import { type DayCounts, type Figures, type ShownIn, shownIn } from '../../analytics/figures.js';
import { reachUpstash } from './upstash.js';

/** As long as a message may lie on its topic and be delivered again. */
const SEEN_SECONDS = 8 * 24 * 3_600;
/** A year and a month, for comparison. */
const KEPT_SECONDS = 396 * 24 * 3_600;

/**
 * KEYS: the day's counts, then for each thing its own key. ARGV: the lifetimes of both, then for each thing the field and
 * how much it adds. What was counted before adds nothing.
 */
const COUNT = `
local counted = false
for i = 2, #KEYS do
  if redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[2]) then
    redis.call('HINCRBY', KEYS[1], ARGV[2 * i - 1], ARGV[2 * i])
    counted = true
  end
end
if counted then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return 1`;

/** KEYS: the day's registers. ARGV: their lifetime, then register and rank in turn. The highest rank stays. */
const SEE = `
for i = 2, #ARGV, 2 do
  local known = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0')
  if tonumber(ARGV[i + 1]) > known then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1`;

const kinds = ['answers', 'answersOpened', 'results', 'resultsOpened'] as const;
type Kind = (typeof kinds)[number];
const fields = kinds.flatMap((kind) => shownIn.map((list) => `${kind}:${list}`));

const Counts = z.array(z.string().nullable());
const Ranks = z.array(z.coerce.number());

interface Counted {
  kind: Kind;
  list: ShownIn;
  /** Names what is counted once. */
  name: string;
  amount: number;
}

/**
 * Hashes `measured:{day}` (counts by `{kind}:{list}`) and `measured:{day}:viewers` (ranks by register), and for a week a
 * key `measured:seen:…` of each thing that was counted.
 */
export function upstashFigures(client: Redis): Figures {
  const count = async (day: string, things: readonly Counted[]) => {
    if (things.length === 0) return;
    const keys = things.map(seenKey);
    const amounts = things.flatMap(({ kind, list, amount }) => [`${kind}:${list}`, String(amount)]);
    const given = [String(KEPT_SECONDS), String(SEEN_SECONDS), ...amounts];
    await reachUpstash(client.eval(COUNT, [countsOf(day), ...keys], given));
  };
  return {
    addShown: (day, shown) =>
      count(
        day,
        shown.flatMap(({ list, answer, results }) => [
          { kind: 'answers' as const, list, name: answer, amount: 1 },
          { kind: 'results' as const, list, name: answer, amount: results },
        ]),
      ),
    addOpened: (day, opened) =>
      count(
        day,
        opened.flatMap(({ list, answer, title }) => [
          { kind: 'answersOpened' as const, list, name: answer, amount: 1 },
          { kind: 'resultsOpened' as const, list, name: `${answer}:${title}`, amount: 1 },
        ]),
      ),
    async addViewers(day, traces) {
      if (traces.length === 0) return;
      const pairs = traces.flatMap(({ register, rank }) => [String(register), String(rank)]);
      await reachUpstash(client.eval(SEE, [viewersOf(day)], [String(KEPT_SECONDS), ...pairs]));
    },
    async read(days) {
      if (days.length === 0) return [];
      const pipeline = client.pipeline();
      for (const day of days) pipeline.hmget(countsOf(day), ...fields).hvals(viewersOf(day));
      const found = await reachUpstash(pipeline.exec<unknown[]>());
      return days.map((_, i) => dayCounts(found[2 * i], found[2 * i + 1]));
    },
  };
}

/** Clients choose what names an answer: of that a hash is kept. */
function seenKey({ kind, list, name }: Counted): string {
  return `measured:seen:${kind}:${list}:${createHash('sha256').update(name).digest('base64url')}`;
}

function countsOf(day: string): string {
  return `measured:${day}`;
}

function viewersOf(day: string): string {
  return `measured:${day}:viewers`;
}

/** @param counts in the order of `fields`, null where nothing was counted */
function dayCounts(counts: unknown, ranks: unknown): DayCounts {
  const numbers = Counts.parse(counts);
  const of = (kind: Kind) =>
    Object.fromEntries(
      shownIn.map((list) => [list, Number(numbers[fields.indexOf(`${kind}:${list}`)] ?? 0)]),
    ) as Record<ShownIn, number>;
  return {
    answers: of('answers'),
    answersOpened: of('answersOpened'),
    results: of('results'),
    resultsOpened: of('resultsOpened'),
    viewers: Ranks.parse(ranks),
  };
}
