import { randomUUID } from 'node:crypto';
import type { SuiteClock } from '../clock.js';
import type { Store } from '../store.js';
import type { Contents } from './contents.js';
import type { Objects } from './objects.js';
import type { Preconditions } from './preconditions.js';
import type { ObjectInput, ObjectRecord } from './resources.js';
import { invalid, notFound, StorageError } from './storage-error.js';

/** Every part of a resumable upload but the last is kept in multiples of this, in bytes. */
export const CHUNK_QUANTUM = 256 * 1024;
const SESSION_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

interface Session {
  bucket: string;
  name: string;
  settings: ObjectInput;
  conditions: Preconditions;
  file: string;
  received: number;
  started: number;
  finished?: ObjectRecord;
}

/** `next`: how many bytes are kept so far. */
export type Progress = { next: number } | { object: ObjectRecord };

/** Resumable uploads; what was acknowledged of one survives a restart. */
export class Uploads {
  static readonly tables = ['uploads'] as const;
  readonly #store: Store;
  readonly #contents: Contents;
  readonly #objects: Objects;
  readonly #clock: SuiteClock;

  constructor(store: Store, contents: Contents, objects: Objects, clock: SuiteClock) {
    this.#store = store;
    this.#contents = contents;
    this.#objects = objects;
    this.#clock = clock;
  }

  /** Answers the session's id. */
  async start(target: Pick<Session, 'bucket' | 'name' | 'settings' | 'conditions'>): Promise<string> {
    const id = randomUUID();
    const file = await this.#contents.write(Buffer.alloc(0));
    this.#save(id, { ...target, file, received: 0, started: this.#clock.now() });
    return id;
  }

  async receive(id: string, contentRange: string | undefined, body: Buffer): Promise<Progress> {
    const session = this.#session(id);
    if (session.finished) return { object: session.finished };
    const { first, total } = parseContentRange(contentRange, body.length);
    if (first === undefined)
      return total === session.received ? this.#finish(id, session) : progress(session);
    if (first > session.received) {
      throw invalid(`Invalid request. Expected bytes from ${session.received}, got them from ${first}.`);
    }
    const fresh = body.subarray(session.received - first);
    const isLast = total !== undefined && session.received + fresh.length === total;
    const kept = isLast ? fresh : fresh.subarray(0, fresh.length - (fresh.length % CHUNK_QUANTUM));
    if (kept.length === 0 && fresh.length > 0) {
      throw invalid(`Invalid request. A part that is not the last needs at least ${CHUNK_QUANTUM} bytes.`);
    }
    await this.#keep(id, session, kept);
    return isLast ? this.#finish(id, session) : progress(session);
  }

  async cancel(id: string): Promise<void> {
    const session = this.#session(id);
    this.#store.table('uploads').delete([id]);
    await this.#contents.remove(session.file);
  }

  /** Files of the unfinished uploads. */
  files(): string[] {
    const sessions = [...this.#store.table('uploads').entries()].map(({ value }) => parse(value));
    return sessions.filter((session) => !session.finished).map((session) => session.file);
  }

  #session(id: string): Session {
    const stored = this.#store.table('uploads').get([id]);
    if (!stored) throw notFound('No such upload session; start a new one.');
    const session = parse(stored);
    if (this.#clock.now() - session.started > SESSION_LIFETIME_MS) {
      throw new StorageError(410, 'gone', 'This upload session has expired; start a new one.');
    }
    return session;
  }

  #save(id: string, session: Session): void {
    this.#store.table('uploads').put([id], Buffer.from(JSON.stringify(session)));
  }

  async #keep(id: string, session: Session, content: Buffer): Promise<void> {
    // A killed process may have left bytes that were never acknowledged: the file goes back to what was.
    await this.#contents.truncate(session.file, session.received);
    await this.#contents.append(session.file, content);
    session.received += content.length;
    this.#save(id, session);
  }

  async #finish(id: string, session: Session): Promise<Progress> {
    const object = await this.#objects.write({
      ...session,
      content: await this.#contents.read(session.file),
    });
    this.#save(id, { ...session, finished: object });
    await this.#contents.remove(session.file);
    return { object };
  }
}

function progress(session: Session): Progress {
  return { next: session.received };
}

function parse(value: Buffer): Session {
  return JSON.parse(value.toString()) as Session;
}

/** `bytes 0-524287/2000000`, with `*` for what is not known; without the header the body is the whole. */
function parseContentRange(header: string | undefined, length: number): { first?: number; total?: number } {
  if (header === undefined) return { first: 0, total: length };
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header);
  if (!match) throw invalid(`Failed to parse Content-Range header: ${header}`);
  const [, first, last, total] = match;
  const size = total === '*' ? {} : { total: Number(total) };
  if (first === undefined) return size;
  if (Number(last) - Number(first) + 1 !== length) {
    throw invalid(`The body has ${length} bytes, but Content-Range says ${header}`);
  }
  return { first: Number(first), ...size };
}
