import type { Redis } from '@upstash/redis';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { reachUpstash } from '../upstash/upstash.js';
import type { LibraryTime } from './library-time.js';
import { fingerprint, type Sealing } from './sealing.js';

interface InteractionsOptions {
  redis: Redis;
  sealing: Sealing;
  time: LibraryTime;
}

/**
 * Authorizations that wait for a person, under `interaction:{SHA-256 of the id}`, sealed. When Redis loses them people
 * begin again; nothing that was taken back comes to life.
 */
export class Interactions implements Adapter {
  readonly #options: InteractionsOptions;

  constructor(options: InteractionsOptions) {
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = 0): Promise<void> {
    const { redis, sealing, time } = this.#options;
    const sealed = sealing.seal(keyOf(id), time.toOurs(payload));
    await reachUpstash(redis.set(keyOf(id), sealed, { ex: Math.max(1, expiresIn) }));
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { redis, sealing, time } = this.#options;
    const sealed = await reachUpstash(redis.get<string>(keyOf(id)));
    const payload = sealed === null ? undefined : (sealing.open(keyOf(id), sealed) as AdapterPayload);
    return payload && time.toLibrary(payload);
  }

  async destroy(id: string): Promise<void> {
    await reachUpstash(this.#options.redis.del(keyOf(id)));
  }

  async consume(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async revokeByGrantId(): Promise<void> {}
}

function keyOf(id: string): string {
  return `interaction:${fingerprint(id)}`;
}
