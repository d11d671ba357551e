import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Key, Store, Table } from '../store.js';
import { MAX_BACKOFF_SECONDS } from './limits.js';

export const QUEUE_TABLES = ['messages', 'ready', 'delayed', 'leased', 'keys'] as const;

/** A published message as it waits in a subscription. */
export interface StoredMessage {
  id: string;
  data: Buffer;
  attributes: Record<string, string>;
  orderingKey: string;
  /** Epoch milliseconds. */
  publishedAt: number;
}

/** A message on its way to a consumer. `entry` names its copy in this queue. */
export interface Taken {
  entry: number;
  /** How often it was handed out, this time included. */
  attempts: number;
  message: StoredMessage;
}

/** Numbers that only ever grow, also over restarts. */
export interface Sequence {
  next(): number;
}

const ENDLESS = Number.MAX_SAFE_INTEGER;
/** Of a long queue in back-off; the rest follows with the next call, so that none lasts long. */
const PROMOTED_AT_ONCE = 1_000;
const PRESENT = Buffer.of(1);

/**
 * The messages of one subscription that are not acknowledged yet, on disk. Each is in one place: `ready`
 * (by turn), `delayed` (by the instant when its back-off ends), `leased`, or behind an earlier message of
 * its ordering key in `keys`, where the first of every key stands too. Callers run the changes of one event
 * in one transaction of the store.
 */
export class Queue {
  readonly #id: number;
  readonly #ordered: boolean;
  readonly #sequence: Sequence;
  readonly #messages: Table;
  readonly #ready: Table;
  readonly #delayed: Table;
  readonly #leased: Table;
  readonly #keys: Table;

  constructor(store: Store, sequence: Sequence, id: number, ordered: boolean) {
    this.#id = id;
    this.#ordered = ordered;
    this.#sequence = sequence;
    this.#messages = store.table('messages');
    this.#ready = store.table('ready');
    this.#delayed = store.table('delayed');
    this.#leased = store.table('leased');
    this.#keys = store.table('keys');
  }

  get isEmpty(): boolean {
    return first(this.#messages, this.#all()) === undefined;
  }

  count(): number {
    return this.#messages.count(this.#all());
  }

  put(message: StoredMessage, heldUntil?: number): void {
    const entry = this.#sequence.next();
    this.#messages.put([this.#id, entry], serialize(message));
    const { orderingKey } = message;
    if (this.#isOrdered(orderingKey)) {
      const waitsForAnother = this.#firstOf(orderingKey) !== undefined;
      this.#keys.put([this.#id, digest(orderingKey), entry], PRESENT);
      if (waitsForAnother) return;
    }
    this.#schedule(entry, 0, heldUntil);
  }

  /** Leases out up to `limit` messages that are ready; those published before `oldest` are dropped instead. */
  take(limit: number, oldest: number): Taken[] {
    const taken: Taken[] = [];
    while (taken.length < limit) {
      const head = first(this.#ready, this.#all());
      if (!head) break;
      this.#ready.delete(head.key);
      const [entry, attempts] = readPlace(head.value);
      const message = this.message(entry);
      if (message.publishedAt < oldest) {
        this.remove(entry, message.orderingKey);
        continue;
      }
      this.#leased.put([this.#id, entry], place(entry, attempts + 1));
      taken.push({ entry, attempts: attempts + 1, message });
    }
    return taken;
  }

  /** Drops messages at the head that were published before `oldest`. */
  dropBefore(oldest: number): void {
    for (;;) {
      const head = first(this.#ready, this.#all());
      if (!head) return;
      const [entry] = readPlace(head.value);
      const { publishedAt, orderingKey } = this.message(entry);
      if (publishedAt >= oldest) return;
      this.#ready.delete(head.key);
      this.remove(entry, orderingKey);
    }
  }

  message(entry: number): StoredMessage {
    const stored = this.#messages.get([this.#id, entry]);
    if (!stored) throw new Error(`The queue has lost message ${entry}: its folder was changed by others.`);
    return deserialize(stored) as StoredMessage;
  }

  /** Forgets a leased message; the next one of its ordering key becomes ready. */
  remove(entry: number, orderingKey: string): void {
    this.#messages.delete([this.#id, entry]);
    this.#leased.delete([this.#id, entry]);
    if (!this.#isOrdered(orderingKey)) return;
    this.#keys.delete([this.#id, digest(orderingKey), entry]);
    const next = this.#firstOf(orderingKey);
    if (next !== undefined) this.#schedule(next, 0);
  }

  /** Takes a leased message back, to be handed out again at `dueAt` or, without it, at its next turn. */
  release(entry: number, attempts: number, dueAt?: number): void {
    this.#leased.delete([this.#id, entry]);
    this.#schedule(entry, attempts, dueAt);
  }

  /** When the first back-off ends. */
  nextDue(): number | undefined {
    return first(this.#delayed, this.#all())?.key[1] as number | undefined;
  }

  /**
   * Makes ready what was delayed until `now` or before, and what waits longer than any back-off lasts
   * because the clock was moved back.
   */
  promoteDue(now: number): void {
    this.#promote([this.#id, 0], [this.#id, now, ENDLESS]);
    this.#promote([this.#id, now + MAX_BACKOFF_SECONDS * 1_000, ENDLESS], [this.#id, ENDLESS]);
  }

  /** Makes ready what is delayed, whenever it is due. */
  promoteAll(): void {
    this.#promote([this.#id, 0], [this.#id, ENDLESS]);
  }

  /**
   * After a restart nobody holds a lease any more. The product never stops, so what its own end cut short is no
   * attempt: else a message that was under way at five stops would be a dead letter.
   */
  recover(): void {
    for (const { value } of [...this.#leased.entries(this.#all())]) {
      const [entry, attempts] = readPlace(value);
      this.release(entry, attempts - 1);
    }
  }

  clear(): void {
    for (const table of [this.#messages, this.#ready, this.#delayed, this.#leased, this.#keys]) {
      for (let head = first(table, this.#all()); head; head = first(table, this.#all()))
        table.delete(head.key);
    }
  }

  #schedule(entry: number, attempts: number, dueAt?: number): void {
    const turn = this.#sequence.next();
    if (dueAt === undefined) this.#ready.put([this.#id, turn], place(entry, attempts));
    else this.#delayed.put([this.#id, dueAt, turn], place(entry, attempts));
  }

  #promote(start: Key, end: Key): void {
    for (const { key, value } of [...this.#delayed.entries({ start, end, limit: PROMOTED_AT_ONCE })]) {
      this.#delayed.delete(key);
      this.#schedule(...readPlace(value));
    }
  }

  #isOrdered(orderingKey: string): boolean {
    return this.#ordered && orderingKey !== '';
  }

  #firstOf(orderingKey: string): number | undefined {
    const key = digest(orderingKey);
    const range = { start: [this.#id, key, 0], end: [this.#id, key, ENDLESS] };
    return first(this.#keys, range)?.key[2] as number | undefined;
  }

  #all(): { start: Key; end: Key } {
    return { start: [this.#id], end: [this.#id + 1] };
  }
}

function first(table: Table, range: { start: Key; end: Key }): { key: Key; value: Buffer } | undefined {
  for (const entry of table.entries({ ...range, limit: 1 })) return entry;
  return undefined;
}

/** An ordering key can be longer than a key of the store. */
function digest(orderingKey: string): string {
  return createHash('sha256').update(orderingKey).digest('base64url');
}

function place(entry: number, attempts: number): Buffer {
  return Buffer.from(JSON.stringify([entry, attempts]));
}

function readPlace(value: Buffer): [entry: number, attempts: number] {
  return JSON.parse(value.toString()) as [number, number];
}
