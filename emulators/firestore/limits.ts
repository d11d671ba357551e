/** Firestore's published limits ("Usage and limits") that a client can run into. Sizes in bytes. */
export const limits = {
  documentBytes: 1_048_576,
  requestBytes: 10 * 1_048_576,
  /** Of one document id, collection id or field name, in UTF-8. */
  nameBytes: 1_500,
  /** Maps and arrays inside one another. */
  valueDepth: 20,
  subcollectionDepth: 100,
  /** Disjunctions of a query once it is written as an OR of ANDs; also the values of one `in`. */
  disjunctions: 30,
  notInValues: 10,
  transformsPerDocument: 500,
  batchWrites: 500,
  aggregations: 5,
  transactionMs: 270_000,
  transactionIdleMs: 60_000,
} as const;

/** How long a request waits for another transaction's lock before it is aborted. */
export const LOCK_WAIT_MS = 15_000;

/** How long the answer to a committed transaction is kept, in case its commit is sent again. */
export const OUTCOME_KEPT_MS = 10 * 60_000;

/**
 * Ours, not Firestore's: the storage engine's keys end at 1978 bytes, so a document's path
 * (project, database, collections and ids together) may be this long instead of 6 KiB.
 */
export const PATH_BYTES = 1_900;
