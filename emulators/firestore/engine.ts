import type { SuiteClock } from '../clock.js';
import type { Store, Table } from '../store.js';
import { type DocumentTimes, microsOf, timestampOf } from './document.js';
import { History } from './history.js';
import { limits, OUTCOME_KEPT_MS } from './limits.js';
import { type LockRequest, Locks, type Owner } from './locks.js';
import type { CommitRequest, ConsistencySelector, ProtoWrite, ProtoWriteResult } from './messages.js';
import { collectionIdOf, type DocumentName, fullName, parseDatabase } from './names.js';
import { failedPrecondition, invalid, StatusError } from './status.js';
import { Documents, type Reader } from './tables.js';
import { idPrefix, type Transaction, Transactions } from './transactions.js';
import { applyWrite, parseWrite, type Write } from './write.js';

export interface CommitResponse {
  writeResults: ProtoWriteResult[];
  commitTime: ReturnType<typeof timestampOf>;
}

/** How the answer to a commit is kept on disk. */
export interface OutcomeCodec {
  encode(response: CommitResponse): Buffer;
  decode(bytes: Buffer): CommitResponse;
}

export interface BatchWriteResponse {
  writeResults: ProtoWriteResult[];
  status: { code: number; message: string }[];
}

/** The documents that a commit changed; everything when the whole state was replaced. */
export type Changed = readonly DocumentName[] | 'everything';

/** The state that a read sees. */
export interface View {
  reader: Reader;
  /** Microseconds. */
  readTime: number;
  transaction: Transaction | undefined;
  /** The transaction began with this read, whose answer must carry its id. */
  began: boolean;
}

const MICROS_PER_MS = 1_000;
const LAST_COMMIT = ['last commit'];
/** Of outcomes past their time, how many one commit clears away. */
const OUTCOMES_CLEARED = 8;

/** Documents, locks, transactions and the order of commits: the database behind the service. */
export class Engine {
  readonly documents: Documents;
  readonly transactions: Transactions;
  readonly #store: Store;
  readonly #clock: SuiteClock;
  readonly #history: History;
  readonly #locks: Locks;
  readonly #outcomes: Table;
  readonly #times: Table;
  readonly #outcomeCodec: OutcomeCodec;
  readonly #listeners = new Set<(changed: Changed) => void>();
  /** Microseconds; commit times rise strictly, also when the suite's clock is set back. */
  #lastCommit = 0;

  constructor(store: Store, clock: SuiteClock, outcomeCodec: OutcomeCodec) {
    this.#store = store;
    this.#clock = clock;
    this.#outcomeCodec = outcomeCodec;
    this.#outcomes = store.table('outcomes');
    this.#times = store.table('times');
    this.documents = new Documents(store);
    this.#history = new History(this.documents);
    this.#locks = new Locks(clock);
    this.transactions = new Transactions(clock, this.#locks, this.#history, () => this.#lastCommit);
    this.restart();
  }

  /** Takes up what is on disk; open transactions are over. */
  restart(): void {
    this.transactions.endAll();
    this.#history.clear();
    this.#lastCommit = this.#times.get(LAST_COMMIT)?.readDoubleLE() ?? 0;
    this.#announce('everything');
  }

  /** Calls back after each commit with the documents that it changed. */
  onCommitted(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the state that a read asks for, after taking the locks that `locked` names. */
  async view(database: string, selector: ConsistencySelector, locked: LockRequest[]): Promise<View> {
    const began = Boolean(selector.newTransaction);
    const transaction = this.#transactionOf(database, selector);
    if (transaction?.snapshot) {
      const { state, at } = transaction.snapshot;
      return { reader: state, readTime: at, transaction, began };
    }
    if (transaction) await this.transactions.lock(transaction, locked);
    if (selector.readTime && microsOf(selector.readTime) < this.#lastCommit) {
      throw failedPrecondition(
        'The requested read_time is too old: this emulator keeps the present state only.',
      );
    }
    return { reader: this.documents, readTime: this.readTime(), transaction, began };
  }

  /** The present, in microseconds: not before any commit. */
  readTime(): number {
    return Math.max(this.#lastCommit, Math.floor(this.#clock.now() * MICROS_PER_MS));
  }

  /** All writes or none. A transaction's commit that is sent again gets the first one's answer. */
  async commit({
    database: databaseName,
    writes: protoWrites,
    transaction: id,
  }: CommitRequest): Promise<CommitResponse> {
    const database = parseDatabase(databaseName);
    const known = id?.length ? this.#outcomes.get([id.toString('hex')]) : undefined;
    if (known) return this.#outcomeCodec.decode(known);
    const transaction = id?.length ? this.transactions.find(database, id) : undefined;
    const writes = protoWrites.map((write) => parseWrite(write, database));
    if (transaction?.snapshot && writes.length > 0)
      throw invalid('Cannot modify entities in a read-only transaction.');
    return this.#locked(transaction, writes, () => this.#apply(writes, transaction));
  }

  /** Each write on its own, each with its own status; only the request as a whole can be refused. */
  async batchWrite(databaseName: string | undefined, protoWrites: ProtoWrite[]): Promise<BatchWriteResponse> {
    const database = parseDatabase(databaseName);
    if (protoWrites.length > limits.batchWrites) {
      throw invalid(`maximum ${limits.batchWrites} writes allowed per request`);
    }
    const parsed = protoWrites.map((write) => attempt(() => parseWrite(write, database)));
    const writes = parsed.filter((write): write is Write => !(write instanceof StatusError));
    if (new Set(writes.map(({ name }) => fullName(name))).size < writes.length) {
      throw invalid('A batch must not write to the same document more than once.');
    }
    return this.#locked(undefined, writes, () => {
      const commitTime = this.#nextCommitTime();
      const changed: DocumentName[] = [];
      const results = this.#store.transaction(() => {
        this.#keepCommitTime();
        return parsed.map((write) =>
          write instanceof StatusError ? write : attempt(() => this.#write(write, commitTime, changed)),
        );
      });
      this.#announce(changed);
      return batchResponse(results);
    });
  }

  async #locked<T>(transaction: Transaction | undefined, writes: Write[], work: () => T): Promise<T> {
    const requests = writeLocks(writes.map(({ name }) => name));
    if (transaction) {
      await this.transactions.lock(transaction, requests);
      try {
        return work();
      } finally {
        this.transactions.end(transaction);
      }
    }
    const owner: Owner = { seniority: Infinity };
    await this.#locks.acquire(owner, requests);
    try {
      return work();
    } finally {
      this.#locks.release(owner);
    }
  }

  #apply(writes: Write[], transaction: Transaction | undefined): CommitResponse {
    const commitTime = this.#nextCommitTime();
    const changed: DocumentName[] = [];
    const response = this.#store.transaction(() => {
      this.#keepCommitTime();
      const writeResults = writes.map((write) => this.#write(write, commitTime, changed));
      const response = { writeResults, commitTime: timestampOf(commitTime) };
      if (transaction) this.#keepOutcome(transaction, response);
      return response;
    });
    this.#announce(changed);
    return response;
  }

  #write(write: Write, commitTime: DocumentTimes['updated'], changed: DocumentName[]): ProtoWriteResult {
    const before = this.documents.get(write.name);
    const applied = applyWrite(write, before, commitTime);
    if (!applied.changed) return applied.result;
    this.#history.record(commitTime, write.name, before);
    if (applied.document) this.documents.put(write.name, applied.document);
    else this.documents.delete(write.name);
    changed.push(write.name);
    return applied.result;
  }

  #keepOutcome(transaction: Transaction, response: CommitResponse): void {
    this.#outcomes.put([transaction.id], this.#outcomeCodec.encode(response));
    const end = [idPrefix(this.#clock.now() - OUTCOME_KEPT_MS)];
    for (const { key } of [...this.#outcomes.entries({ end, limit: OUTCOMES_CLEARED })])
      this.#outcomes.delete(key);
  }

  #nextCommitTime(): number {
    this.#lastCommit = Math.max(this.#lastCommit + 1, Math.floor(this.#clock.now() * MICROS_PER_MS));
    return this.#lastCommit;
  }

  #keepCommitTime(): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(this.#lastCommit);
    this.#times.put(LAST_COMMIT, bytes);
  }

  #announce(changed: Changed): void {
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }

  #transactionOf(database: string, selector: ConsistencySelector): Transaction | undefined {
    if (selector.newTransaction) return this.transactions.begin(database, selector.newTransaction);
    if (selector.transaction?.length) return this.transactions.find(database, selector.transaction);
    return undefined;
  }
}

/** A transaction's reads lock what was read against other transactions' reads too, so that those queue up. */
export function readLock(name: DocumentName): LockRequest {
  return { resource: `document ${fullName(name)}`, shared: false };
}

/** Keeps a collection as a query saw it, which also keeps phantoms out. */
export function collectionLock(database: string, collection: string): LockRequest {
  return { resource: `collection ${database}/${collection}`, shared: false };
}

/** The same for all collections of one id, or of all ids. */
export function groupLock(database: string, collectionId: string | undefined): LockRequest {
  return {
    resource: collectionId === undefined ? `all ${database}` : `group ${database}/${collectionId}`,
    shared: false,
  };
}

/** Writers share a collection among themselves but not with a query. */
function writeLocks(names: DocumentName[]): LockRequest[] {
  const requests = new Map<string, LockRequest>();
  const add = (request: LockRequest) => requests.set(request.resource, request);
  for (const name of names) {
    add(readLock(name));
    add({ ...collectionLock(name.database, name.collection), shared: true });
    add({ ...groupLock(name.database, collectionIdOf(name.collection)), shared: true });
    add({ ...groupLock(name.database, undefined), shared: true });
  }
  return [...requests.values()];
}

function attempt<T>(work: () => T): T | StatusError {
  try {
    return work();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

function batchResponse(results: (ProtoWriteResult | StatusError)[]): BatchWriteResponse {
  const none: ProtoWriteResult = { updateTime: null, transformResults: [] };
  return {
    writeResults: results.map((result) => (result instanceof StatusError ? none : result)),
    status: results.map((result) =>
      result instanceof StatusError
        ? { code: result.code, message: result.message }
        : { code: 0, message: '' },
    ),
  };
}
