import { type DocumentReference, Firestore, Transaction, WriteBatch } from '@google-cloud/firestore';

export interface FirestoreCounts {
  /** Documents that were asked for; Firestore bills those that are absent too. */
  reads: number;
  writes: number;
  /** Size of each document that was set, by its path, as Firestore counts it. */
  stored: Map<string, number>;
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Counts what Firestore would bill of this process from now on, by listening to the client's public methods. Queries are
 * left out: the pipeline has none, and an upload asks for its own progress.
 */
export function tapFirestore(): { counts: FirestoreCounts; remove(): void } {
  const counts: FirestoreCounts = { reads: 0, writes: 0, stored: new Map() };
  const references = (given: readonly unknown[]) =>
    given.filter((one) => one instanceof Object && 'path' in one && !isRun(one as DocumentReference));
  const restore = [
    listen(Firestore.prototype, 'getAll', (given) => {
      counts.reads += references(given).length;
    }),
    listen(Transaction.prototype, 'getAll', (given) => {
      counts.reads += references(given).length;
    }),
    listen(Transaction.prototype, 'get', (given) => {
      counts.reads += references(given).length;
    }),
    ...(['set', 'create', 'update', 'delete'] as const).map((name) =>
      listen(WriteBatch.prototype, name, ([reference, data]) => {
        const { path } = reference as DocumentReference;
        if (isRun(reference as DocumentReference)) return;
        counts.writes++;
        if (name !== 'update') counts.stored.set(path, documentBytes(path, data));
      }),
    ),
  ];
  return { counts, remove: () => restore.forEach((undo) => undo()) };
}

/** A run's own document is read by whoever waits for it. */
function isRun({ path }: { path: string }): boolean {
  return /^runs\/[^/]+$/.test(path);
}

/** Name and fields with their own sizes, 32 bytes of the document and 16 of its name (Firestore's storage size rules). */
function documentBytes(path: string, data: unknown): number {
  const name = path.split('/').reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 16);
  const fields = Object.entries(data ?? {}).reduce(
    (sum, [field, value]) => sum + Buffer.byteLength(field) + 1 + valueBytes(value),
    32,
  );
  return name + fields;
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 1;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + 1 + valueBytes(inner), 0);
  return 8;
}

function listen<Name extends string>(
  prototype: Record<Name, unknown>,
  name: Name,
  hear: (given: readonly unknown[]) => void,
): () => void {
  const original = prototype[name] as Method;
  const heard: Method = function (...given) {
    hear(given);
    return original.apply(this, given);
  };
  prototype[name] = heard;
  return () => {
    prototype[name] = original;
  };
}
