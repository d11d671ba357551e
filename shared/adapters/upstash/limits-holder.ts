import type { Redis } from '@upstash/redis';
import { type BucketName, buckets } from '../../limits/limits.js';
import type { PersonalDataHolder } from '../../privacy/personal-data.js';
import { reachUpstash } from './upstash.js';

/** When the account's latest requests came (front-door-script.ts): for a day at most. */
export function limitsHolder(client: Redis): PersonalDataHolder {
  const keysOf = (account: string) =>
    (Object.keys(buckets) as BucketName[]).flatMap((bucket) => {
      const key = `limit:${bucket}:account:${account}`;
      return [key, `${key}:revoked`];
    });
  return {
    async export(account) {
      const keys = keysOf(account);
      const pipeline = client.pipeline();
      for (const key of keys) pipeline.lrange(key, 0, -1);
      const lists = await reachUpstash(pipeline.exec<string[][]>());
      return lists.flatMap((instants, i) =>
        instants.length === 0 ? [] : [{ counted_in: keys[i]?.split(':')[1], at: instants.map(instantOf) }],
      );
    },
    async forget(account) {
      await reachUpstash(client.del(...keysOf(account)));
    },
  };
}

function instantOf(microseconds: string): string {
  return new Date(Number(microseconds) / 1_000).toISOString();
}
