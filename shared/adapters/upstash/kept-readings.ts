import { createHash } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import { z } from 'zod';
import { type KeptReadings, readableSlots } from '../../search/query-reader.js';
import { reachUpstash } from './upstash.js';

const LIFETIME_SECONDS = 86_400;

const place = z.int().min(0);
const Kept = z.array(
  z.object({ slot: z.enum(readableSlots), from: place, to: place, negated: z.boolean() }).strict(),
);

/**
 * Readings of one model under `reading:{SHA-256 of the model's name and the words}` for a day: places of words, never
 * the words, so that nobody's query is kept.
 */
export function upstashKeptReadings(client: Redis, model: string): KeptReadings {
  const keyOf = (words: readonly string[]) =>
    `reading:${createHash('sha256')
      .update(`${model}\n${words.join(' ')}`)
      .digest('base64url')}`;
  return {
    async get(words) {
      const kept = await reachUpstash(client.get<string>(keyOf(words)));
      return kept === null ? undefined : Kept.parse(JSON.parse(kept));
    },
    async put(words, spans) {
      await reachUpstash(client.set(keyOf(words), JSON.stringify(spans), { ex: LIFETIME_SECONDS }));
    },
  };
}
