import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Arrival, CacheStanding, FrontDoor } from '../limits/front-door.js';
import type { Meters } from '../meters.js';
import type { Caching } from './declare.js';

/** A longer answer is made anew each time: it would hold up others on its way to Redis. */
const MAX_ANSWER_BYTES = 262_144;
/** Of all that an instance holds itself. */
const MAX_HELD_BYTES = 16_777_216;
/** Asked for so often in a minute, an answer is kept for longer. */
const HOT_ASKED = 10;
/** Most queries are asked once in a minute: it takes a second time before one is worth sending to Redis for all. */
const SHARED_ASKED = 2;

/** The body of an answer that others may be given as well. */
export interface SharedAnswer {
  /** A strong entity tag (RFC 9110, 8.8.3). */
  etag: string;
  body: Buffer;
  /** Epoch milliseconds. */
  expiresAt: number;
}

interface Held extends SharedAnswer {
  generation: number;
}

/** What a request looks for in the cache. */
export interface Wanted {
  name: string;
  caching: Caching;
  /** The copy that this instance holds itself, good where the generation is still the one it was made in. */
  held: Held | undefined;
}

export interface Found {
  answer: SharedAnswer;
  /** Settles when others can have it too. */
  kept: Promise<void>;
}

/**
 * Answers that are good for everybody of whom the name says enough, for a while and within one generation of the
 * catalogue. Redis holds them for all instances, those of queries once they are asked again; an instance holds copies,
 * whose generation it asks about with every request, so that they need no invalidation.
 */
export class AnswerCache {
  readonly #door: () => Promise<FrontDoor>;
  readonly #clock: Clock;
  readonly #meters: Meters;
  /** What was used last is the last. */
  readonly #held = new Map<string, Held>();
  #heldBytes = 0;
  readonly #underWay = new Map<string, Promise<Found>>();

  constructor(door: () => Promise<FrontDoor>, { clock, meters }: { clock: Clock; meters: Meters }) {
    this.#door = door;
    this.#clock = clock;
    this.#meters = meters;
  }

  /** @param seen all that the handler is given: what has any influence on the answer is in its name */
  want(route: string, seen: unknown, caching: Caching): Wanted {
    const name = createHash('sha256')
      .update(`${route}\n${canonical(seen)}`)
      .digest('base64url');
    const held = this.#held.get(name);
    return { name, caching, held: held && this.#clock.now() < held.expiresAt ? held : undefined };
  }

  /** What the front door is asked. */
  static question({ name, caching, held }: Wanted): NonNullable<Arrival['answer']> {
    return { name, counted: caching.whenHot !== undefined, ...(held && { held: held.generation }) };
  }

  /** Requests for the same answer at the same time wait for one call of `make`. */
  async answer(wanted: Wanted, standing: CacheStanding, make: () => Promise<string>): Promise<Found> {
    const found = this.#found(wanted, standing);
    this.#meters.add(found ? 'cache_hits_total' : 'cache_misses_total', { cache_type: 'response' });
    if (found) return { answer: found, kept: Promise.resolve() };
    const key = `${standing.generation}:${wanted.name}`;
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const making = this.#make(wanted, standing, make).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, making);
    return making;
  }

  #found(
    { name, held: heldBefore }: Wanted,
    { generation, answer }: CacheStanding,
  ): SharedAnswer | undefined {
    // Another request may have made it while this one was at the door.
    const held = this.#held.get(name) ?? heldBefore;
    if (held?.generation === generation && this.#clock.now() < held.expiresAt) {
      this.#hold(name, held);
      return held;
    }
    if (answer === undefined) return undefined;
    const read = { ...unpacked(answer), generation };
    this.#hold(name, read);
    return read;
  }

  async #make(
    { name, caching }: Wanted,
    { generation, asked }: CacheStanding,
    make: () => Promise<string>,
  ): Promise<Found> {
    const text = await make();
    const body = Buffer.from(text);
    const seconds = asked >= HOT_ASKED ? (caching.whenHot ?? caching.seconds) : caching.seconds;
    const answer = { etag: etagOf(body), body, expiresAt: this.#clock.now() + seconds * 1_000 };
    if (body.byteLength > MAX_ANSWER_BYTES) return { answer, kept: Promise.resolve() };
    this.#hold(name, { ...answer, generation });
    if (caching.whenHot !== undefined && asked < SHARED_ASKED) return { answer, kept: Promise.resolve() };
    const door = await this.#door();
    return { answer, kept: door.keep({ name, generation, text: packed(answer, text), seconds }) };
  }

  #hold(name: string, answer: Held): void {
    this.#drop(name);
    this.#held.set(name, answer);
    this.#heldBytes += answer.body.byteLength;
    for (const [eldest] of this.#held) {
      if (this.#heldBytes <= MAX_HELD_BYTES) break;
      this.#drop(eldest);
    }
  }

  #drop(name: string): void {
    this.#heldBytes -= this.#held.get(name)?.body.byteLength ?? 0;
    this.#held.delete(name);
  }
}

/** Whether a client that has these versions has this one (RFC 9110, 13.1.2: the comparison is the weak one). */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function etagOf(body: Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** One line of what is known of the body, then the body. */
function packed({ etag, expiresAt }: SharedAnswer, text: string): string {
  return `${etag} ${expiresAt}\n${text}`;
}

function unpacked(text: string): SharedAnswer {
  const end = text.indexOf('\n');
  const [etag = '', expiresAt] = text.slice(0, end).split(' ');
  return { etag, body: Buffer.from(text.slice(end + 1)), expiresAt: Number(expiresAt) };
}

/** JSON whose fields are in order. Refuses what JSON would leave out, as two requests would then have one name. */
function canonical(value: unknown): string {
  if (value === undefined) return '';
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError('A cached route’s parameters must be plain data');
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join()}}`;
}
