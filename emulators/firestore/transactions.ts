import { randomBytes } from 'node:crypto';
import type { SuiteClock } from '../clock.js';
import { microsOf } from './document.js';
import type { History, Snapshot } from './history.js';
import { limits } from './limits.js';
import type { LockRequest, Locks, Owner } from './locks.js';
import type { ProtoTransactionOptions } from './messages.js';
import { failedPrecondition, invalid } from './status.js';

/** An open transaction. Read-only ones have a snapshot and no locks, the others locks and no snapshot. */
export interface Transaction extends Owner {
  /** Hexadecimal: the time when it began, so that ids sort by it; its seniority; chance. */
  readonly id: string;
  readonly database: string;
  /** Suite time in milliseconds. */
  readonly begun: number;
  readonly snapshot?: { state: Snapshot; at: number };
}

const TIME_BYTES = 6;
const SENIORITY_BYTES = 4;
const CHANCE_BYTES = 6;

/** The part of a transaction's id that tells when it began; ids compare like these. */
export function idPrefix(beganMs: number): string {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeUIntBE(Math.max(0, Math.floor(beganMs)), 0, TIME_BYTES);
  return bytes.toString('hex');
}

function newId(beganMs: number, seniority: number): string {
  const bytes = Buffer.alloc(SENIORITY_BYTES);
  bytes.writeUInt32BE(seniority);
  return idPrefix(beganMs) + bytes.toString('hex') + randomBytes(CHANCE_BYTES).toString('hex');
}

/** The open transactions, each ended by its client or by Firestore's time limits. */
export class Transactions {
  readonly #clock: SuiteClock;
  readonly #locks: Locks;
  readonly #history: History;
  readonly #open = new Map<string, { transaction: Transaction; cancelExpiry: () => void }>();
  /** Microseconds. */
  readonly #lastCommit: () => number;
  #begun = 0;

  constructor(clock: SuiteClock, locks: Locks, history: History, lastCommit: () => number) {
    this.#clock = clock;
    this.#locks = locks;
    this.#history = history;
    this.#lastCommit = lastCommit;
  }

  begin(database: string, options: ProtoTransactionOptions = {}): Transaction {
    const begun = this.#clock.now();
    const seniority = this.#seniority(options.readWrite?.retryTransaction);
    const common = { id: newId(begun, seniority), database, begun, seniority };
    const transaction = options.readOnly
      ? { ...common, snapshot: this.#snapshot(options.readOnly.readTime) }
      : common;
    this.#open.set(transaction.id, { transaction, cancelExpiry: () => undefined });
    this.#keep(transaction);
    return transaction;
  }

  /** Throws INVALID_ARGUMENT, in the words after which clients start the transaction anew. */
  find(database: string, id: Buffer): Transaction {
    const transaction = this.#open.get(id.toString('hex'))?.transaction;
    if (transaction?.database !== database) {
      throw invalid('The referenced transaction has expired or is no longer valid.');
    }
    this.#keep(transaction);
    return transaction;
  }

  /** Rejects with ABORTED, and the transaction is over. */
  async lock(transaction: Transaction, requests: LockRequest[]): Promise<void> {
    try {
      await this.#locks.acquire(transaction, requests);
    } catch (error) {
      this.end(transaction);
      throw error;
    }
    this.#keep(transaction);
  }

  end(transaction: Transaction): void {
    this.#open.get(transaction.id)?.cancelExpiry();
    this.#open.delete(transaction.id);
    if (transaction.snapshot) this.#history.close(transaction.snapshot.state);
    else this.#locks.release(transaction);
  }

  endAll(): void {
    for (const { transaction } of [...this.#open.values()]) this.end(transaction);
  }

  /** A transaction that is tried again keeps the age of the first attempt, so that it wins in the end. */
  #seniority(retried: Buffer | undefined): number {
    if (retried?.length === TIME_BYTES + SENIORITY_BYTES + CHANCE_BYTES)
      return retried.readUInt32BE(TIME_BYTES);
    return ++this.#begun;
  }

  #snapshot(readTime: Parameters<typeof microsOf>[0] | null | undefined): { state: Snapshot; at: number } {
    const at = this.#lastCommit();
    if (readTime && microsOf(readTime) < at) {
      throw failedPrecondition(
        'The requested read_time is too old: this emulator keeps the present state only.',
      );
    }
    return { state: this.#history.open(at), at };
  }

  #keep(transaction: Transaction): void {
    const entry = this.#open.get(transaction.id);
    if (!entry) return;
    entry.cancelExpiry();
    const latest = transaction.begun + limits.transactionMs;
    const at = Math.min(latest, this.#clock.now() + limits.transactionIdleMs);
    entry.cancelExpiry = this.#clock.alarm(at, () => this.end(transaction));
  }
}
