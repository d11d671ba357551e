import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';
import { type PublicKey, UsableKeys } from './env.js';

const DEADLINE_MS = 2_000;
/** Somebody who makes ids of keys up must not make us ask all the time. */
const PAUSE_MS = 60_000;
/** A set of keys is a few kilobytes. */
const MAX_BYTES = 65_536;

/**
 * The public keys of the issuer of access tokens, by their id. Those that are mounted are there at once; an id that is not
 * among them may be of a newer key, so the issuer is asked, at most once a minute and for all that wait together. Who uses
 * a known key never waits.
 */
export class IssuerKeys {
  readonly #url: string | undefined;
  readonly #clock: Clock;
  #keys: ReadonlyMap<string, KeyObject>;
  #askedAt: number | undefined;
  #failure: Unavailable | undefined;
  #asking: Promise<void> | undefined;
  /** Another one whenever the keys are others. */
  version = 0;

  constructor({ mounted, url }: { mounted: readonly PublicKey[]; url: string | undefined }, clock: Clock) {
    this.#keys = keysOf(mounted);
    this.#url = url;
    this.#clock = clock;
  }

  /** @throws Unavailable when the id is not known, and the issuer could not be asked lately */
  async get(id: string): Promise<KeyObject | undefined> {
    const known = this.#keys.get(id);
    if (known || this.#url === undefined) return known;
    if (!this.#asking && this.#mayAsk()) this.#asking = this.#ask(this.#url);
    await this.#asking;
    const found = this.#keys.get(id);
    if (!found && this.#failure) throw this.#failure;
    return found;
  }

  #mayAsk(): boolean {
    if (this.#askedAt === undefined) return true;
    return Math.abs(this.#clock.now() - this.#askedAt) >= PAUSE_MS;
  }

  async #ask(url: string): Promise<void> {
    this.#askedAt = this.#clock.now();
    try {
      this.#keys = keysOf(await fetchKeys(url));
      this.version += 1;
      this.#failure = undefined;
    } catch (error) {
      this.#failure = new Unavailable('authorization server', error);
    } finally {
      this.#asking = undefined;
    }
  }
}

async function fetchKeys(url: string): Promise<readonly PublicKey[]> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const text = await answer.text();
  if (text.length > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes`);
  const keys = UsableKeys.parse(JSON.parse(text));
  if (keys.length === 0) throw new Error(`${url} has no RSA key to verify with`);
  return keys;
}

function keysOf(keys: readonly PublicKey[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    keys.map(({ kty, n, e, kid }) => [kid, createPublicKey({ key: { kty, n, e }, format: 'jwk' })]),
  );
}
