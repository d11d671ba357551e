import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';

const DEADLINE_MS = 5_000;
/** How long keys are good where the answer does not say. */
const DEFAULT_AGE_SECONDS = 3_600;
/** A key that is not known may be new; but made-up ones must not make us ask all the time. */
const SHORTEST_AGE_MS = 60_000;

const Certificates = z.record(z.string(), z.string());

interface KnownKeys {
  keys: ReadonlyMap<string, KeyObject>;
  fetchedAt: number;
  freshUntil: number;
}

/** The issuer's public keys by their id, fetched when needed and kept as long as the issuer allows. */
export class SigningKeys {
  readonly #url: string;
  readonly #clock: Clock;
  #known: KnownKeys | undefined;

  constructor(url: string, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** @throws Unavailable when the keys cannot be had */
  async get(id: string): Promise<KeyObject | undefined> {
    const now = this.#clock.now();
    const known = this.#known;
    const isFresh = known !== undefined && known.fetchedAt <= now && now < known.freshUntil;
    const mayAskAgain = !isFresh || now - known.fetchedAt >= SHORTEST_AGE_MS;
    if (isFresh && (known.keys.has(id) || !mayAskAgain)) return known.keys.get(id);
    this.#known = await fetchKeys(this.#url, now);
    return this.#known.keys.get(id);
  }
}

async function fetchKeys(url: string, now: number): Promise<KnownKeys> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const certificates = Certificates.parse(await response.json());
    const keys = Object.entries(certificates).map(([id, pem]) => [id, createPublicKey(pem)] as const);
    const age = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1];
    const seconds = age === undefined ? DEFAULT_AGE_SECONDS : Number(age);
    return { keys: new Map(keys), fetchedAt: now, freshUntil: now + seconds * 1_000 };
  } catch (error) {
    throw new Unavailable('google', error);
  }
}
