import type { Redis } from '@upstash/redis';
import { z } from 'zod';
import type { ShownLists } from '../../recommendation/shown-lists.js';
import { TitleId } from '../../title/title-id.js';
import { shownKeyOf } from './kept-tastes.js';
import { reachUpstash } from './upstash.js';

const LIFETIME_SECONDS = 3_600;
const Ids = z.array(TitleId);

/** The hash `shown:{account}`: for each profile the titles of its latest list, as JSON. */
export function upstashShownLists(client: Redis): ShownLists {
  return {
    async latest(owner) {
      const text = await reachUpstash(client.hget<string>(shownKeyOf(owner), owner.profile));
      return text === null ? [] : (Ids.safeParse(JSON.parse(text)).data ?? []);
    },
    async put(owner, titles) {
      const pipeline = client.pipeline();
      pipeline.hset(shownKeyOf(owner), { [owner.profile]: JSON.stringify(titles) });
      pipeline.expire(shownKeyOf(owner), LIFETIME_SECONDS);
      await reachUpstash(pipeline.exec());
    },
  };
}
