import type { Redis } from '@upstash/redis';
import { z } from 'zod';
import { countries } from '../../availability/countries.js';
import { TitleId } from '../../title/title-id.js';
import {
  halfLifeDays,
  MOST_VIEWED,
  type View,
  type ViewCounts,
  type ViewedOrder,
  viewedOrders,
} from '../../trending/views.js';
import { reachUpstash } from './upstash.js';

const DAY_MS = 86_400_000;
/** As long as a message may lie on its topic and be delivered again. */
const SEEN_SECONDS = 7 * 24 * 3_600;
/** Of each list; a title that rises comes back with its next view. */
const KEPT = 1_000;
/** A title whose views together count less than one view after so many halvings is as if it had none. */
const FORGOTTEN_HALVINGS = 7;

/**
 * KEYS: for each view and list the event's own key and the list. ARGV: the lifetime of the former, then for each the title
 * and the instant in half-lives. A score is the logarithm (base 2) of the sum of 2^instant over the views: it only changes
 * with a view, and unlike the sum itself it never grows out of a number.
 */
const ADD = `
for i = 1, #KEYS, 2 do
  local title, at = ARGV[i + 1], tonumber(ARGV[i + 2])
  if redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[1]) then
    local last = redis.call('ZSCORE', KEYS[i + 1], title)
    if last then
      local before = tonumber(last)
      at = math.max(at, before) + math.log(1 + 2 ^ -math.abs(at - before)) / math.log(2)
    end
    redis.call('ZADD', KEYS[i + 1], string.format('%.17g', at), title)
  end
end
return 1`;

/** KEYS: lists. ARGV: how many titles each keeps, and for each list the score below which a title is dropped. */
const FORGET = `
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[i + 1])
  redis.call('ZREMRANGEBYRANK', key, 0, -1 - tonumber(ARGV[1]))
end
return 1`;

const Ranked = z.array(z.coerce.string());

/** Sorted sets `views:{order}:{region}` (`world` for all), and a key for each event that was counted. */
export function upstashViewCounts(client: Redis): ViewCounts {
  return {
    async add(views) {
      const entries = views.flatMap(entriesOf);
      if (entries.length === 0) return;
      const keys = entries.flatMap(({ seen, list }) => [seen, list]);
      const values = entries.flatMap(({ title, at }) => [title, String(at)]);
      await reachUpstash(client.eval(ADD, keys, [String(SEEN_SECONDS), ...values]));
    },

    async most(order, region, now) {
      const key = listOf(order, region);
      const options = { rev: true, withScores: true } as const;
      const found = Ranked.parse(await reachUpstash(client.zrange(key, 0, MOST_VIEWED - 1, options)));
      const views = new Map<TitleId, number>();
      for (let i = 0; i + 1 < found.length; i += 2)
        views.set(TitleId.parse(found[i]), 2 ** (Number(found[i + 1]) - inHalfLives(now, order)));
      return new Map([...views].filter(([, count]) => count >= 2 ** -FORGOTTEN_HALVINGS));
    },

    async forget(now) {
      const regions = [undefined, ...countries.map(({ code }) => code)];
      const lists = viewedOrders.flatMap((order) =>
        regions.map((region) => ({
          key: listOf(order, region),
          least: String(inHalfLives(now, order) - FORGOTTEN_HALVINGS),
        })),
      );
      const keys = lists.map(({ key }) => key);
      await reachUpstash(client.eval(FORGET, keys, [String(KEPT), ...lists.map(({ least }) => least)]));
    },
  };
}

/** One for each list in which the view counts. */
function entriesOf({ id, title, region, at }: View) {
  return viewedOrders.flatMap((order) =>
    [undefined, ...(region === null ? [] : [region])].map((where) => {
      const list = listOf(order, where);
      return { seen: `${list}:seen:${id}`, list, title, at: inHalfLives(at, order) };
    }),
  );
}

function listOf(order: ViewedOrder, region = 'world'): string {
  return `views:${order}:${region}`;
}

function inHalfLives(instant: number, order: ViewedOrder): number {
  return instant / DAY_MS / halfLifeDays[order];
}
