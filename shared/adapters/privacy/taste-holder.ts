import type { Firestore } from '@google-cloud/firestore';
import type { Redis } from '@upstash/redis';
import type { PersonalDataHolder } from '../../privacy/personal-data.js';
import { ownedDocuments } from '../firestore/holders.js';
import { shownKeyOf, tasteKeyOf } from '../upstash/kept-tastes.js';
import { reachUpstash } from '../upstash/upstash.js';

/** Tastes where they lie and where they are kept near, and what was shown last. */
export function tasteHolder(people: Firestore, redis: Redis): PersonalDataHolder {
  const stored = ownedDocuments(people, 'tastes', ({ profile, body, adapter }) => ({
    profile,
    taste: JSON.parse(body),
    adapter: adapter ? Buffer.from(adapter).toString('base64') : null,
  }));
  return {
    async export(account) {
      const [tastes, shown] = await Promise.all([
        stored.export(account),
        reachUpstash(redis.hgetall<Record<string, string>>(shownKeyOf({ account }))),
      ]);
      return { tastes, shown_lately: shown };
    },
    async forget(account) {
      await stored.forget(account);
      await reachUpstash(redis.del(tasteKeyOf({ account }), shownKeyOf({ account })));
    },
  };
}
