import { createHash } from 'node:crypto';
import type { AccessToken } from '../../account/access-tokens.js';

/** A few megabytes; who was verified first is forgotten first. */
const MAX_KEPT = 10_000;

interface Verified {
  read: AccessToken;
  /** Seconds since the epoch. */
  from: number;
  until: number;
  /** Version of the keys that it was verified with. */
  keys: number;
}

/**
 * Tokens whose signature was found good, so that a client that sends one with each request pays for it once. Each is known
 * by the hash of the whole of it, ends when it expires or the keys change, and may still have been taken back, which is
 * asked with every request.
 */
export class VerifiedTokens {
  readonly #kept = new Map<string, Verified>();

  get(token: string, { now, keys }: { now: number; keys: number }): AccessToken | undefined {
    const known = this.#kept.get(nameOf(token));
    return known && known.keys === keys && known.from <= now && now < known.until ? known.read : undefined;
  }

  keep(token: string, read: AccessToken, validity: Omit<Verified, 'read'>): void {
    const name = nameOf(token);
    this.#kept.delete(name);
    this.#kept.set(name, { read, ...validity });
    for (const [eldest] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(eldest);
    }
  }
}

function nameOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
