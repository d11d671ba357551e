import type { Redis } from '@upstash/redis';
import type { Log } from '../../log.js';
import { Unavailable } from '../../problem/problem.js';
import { Taste } from '../../recommendation/taste.js';
import type { Owner, StoredTaste, Tastes } from '../../recommendation/tastes.js';
import { reachUpstash } from './upstash.js';

const LIFETIME_SECONDS = 86_400;
/** A larger one takes longer from here than from Firestore. */
const LARGEST_ADAPTER_BYTES = 16_384;
/** Written where there is nothing, so that newcomers are not looked for each time. */
const NOTHING = '-';

/**
 * Tastes kept nearer than where they lie: in the hash `taste:{account}`, for each profile the taste as JSON, a line feed,
 * and the adapter in base64. A change is there before it is told to be done; while Upstash cannot be reached the store
 * itself answers.
 */
export function upstashKeptTastes(tastes: Tastes, client: Redis, log: Log): Tastes {
  const keep = (owner: Owner, stored: StoredTaste | undefined, isNew: boolean) => {
    const pipeline = client.pipeline();
    // A write of its own may be newer than what was read: it alone replaces what is there.
    if (isNew) pipeline.hset(tasteKeyOf(owner), { [owner.profile]: encoded(stored) });
    else pipeline.hsetnx(tasteKeyOf(owner), owner.profile, encoded(stored));
    pipeline.expire(tasteKeyOf(owner), LIFETIME_SECONDS);
    return pipeline.exec();
  };
  return {
    async get(owner) {
      const kept = await unlessDown(client.hget<string>(tasteKeyOf(owner), owner.profile), log);
      if (typeof kept === 'string') {
        const stored = decoded(kept);
        if (stored !== 'broken') return stored;
      }
      const stored = await tastes.get(owner);
      if (isSmall(stored)) await unlessDown(keep(owner, stored, false), log);
      return stored;
    },
    async change(owner, work) {
      let known: StoredTaste | undefined;
      const outcome = await tastes.change(owner, async (before) => {
        const after = await work(before);
        known = after ?? before;
        return after;
      });
      // Also where nothing changed: this may be the repeat of a change that was not kept here.
      if (outcome === 'forgotten' || !isSmall(known))
        await reachUpstash(client.hdel(tasteKeyOf(owner), owner.profile));
      else await reachUpstash(keep(owner, known, true));
      return outcome;
    },
    async forget(owner) {
      await tastes.forget(owner);
      await reachUpstash(client.hdel(tasteKeyOf(owner), owner.profile));
      await reachUpstash(client.hdel(shownKeyOf(owner), owner.profile));
    },
    latest: (limit) => tastes.latest(limit),
  };
}

export function tasteKeyOf({ account }: Pick<Owner, 'account'>): string {
  return `taste:${account}`;
}

export function shownKeyOf({ account }: Pick<Owner, 'account'>): string {
  return `shown:${account}`;
}

function isSmall(stored: StoredTaste | undefined): boolean {
  return (stored?.adapter?.byteLength ?? 0) <= LARGEST_ADAPTER_BYTES;
}

function encoded(stored: StoredTaste | undefined): string {
  if (!stored) return NOTHING;
  const adapter = stored.adapter ? Buffer.from(stored.adapter).toString('base64') : '';
  return `${JSON.stringify(stored.taste)}\n${adapter}`;
}

function decoded(text: string): StoredTaste | undefined | 'broken' {
  if (text === NOTHING) return undefined;
  const [body = '', adapter = ''] = text.split('\n');
  try {
    const taste = Taste.parse(JSON.parse(body));
    return { taste, adapter: adapter === '' ? undefined : Uint8Array.from(Buffer.from(adapter, 'base64')) };
  } catch {
    return 'broken';
  }
}

async function unlessDown<T>(call: Promise<T>, log: Log): Promise<T | undefined> {
  try {
    return await reachUpstash(call);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log('warn', 'tastes that are kept near cannot be reached', { dependency: error.dependency });
    return undefined;
  }
}
