import type { Certification } from '../title/certifications.js';

/** Profiles with a ceiling that an instance remembers. */
const MAX_KEPT = 10_000;

/**
 * The ceiling that a profile had at its last request, so that the front door can be asked for the answer that it will most
 * likely need before the profile itself is read. Nothing is ever shown by it: who was wrong makes the answer anew.
 */
export class LastCeilings {
  readonly #kept = new Map<string, Certification>();

  /** @param asked id of a profile; undefined of the owner's */
  of(account: string, asked: string | undefined): Certification | undefined {
    return this.#kept.get(keyOf(account, asked));
  }

  keep(account: string, asked: string | undefined, ceiling: Certification | undefined): void {
    const key = keyOf(account, asked);
    this.#kept.delete(key);
    if (ceiling === undefined) return;
    this.#kept.set(key, ceiling);
    for (const [eldest] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(eldest);
    }
  }
}

function keyOf(account: string, asked = ''): string {
  return `${account}:${asked}`;
}
