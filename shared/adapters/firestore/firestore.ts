import { Firestore, type Settings } from '@google-cloud/firestore';
import type { DatabaseName } from '../../storage-layout.js';
import { reach } from '../google/reach.js';
import type { FirestoreConfig } from './env.js';

/** Access is bound to a database by IAM: collections cannot be told apart. */

/** How long one call may take. */
export const CALL_DEADLINE_MS = 10_000;
/** How long a transaction may take, with its waits and all its attempts. */
const TRANSACTION_DEADLINE_MS = 60_000;
/** The same where a person waits for it. */
const PERSON_WAITS_MS = 15_000;
const TRANSACTION_ATTEMPTS = 10;
/** A channel carries a hundred calls at once, more than an instance has requests. */
const IDLE_CHANNELS = 1;

const methods = ['BatchGetDocuments', 'BeginTransaction', 'Commit', 'Rollback', 'RunQuery'];
/** Ends a call on the wire, too: by default a read that hangs holds its stream for five minutes. */
const clientConfig = {
  interfaces: {
    'google.firestore.v1.Firestore': {
      methods: Object.fromEntries(methods.map((method) => [method, { timeout_millis: CALL_DEADLINE_MS }])),
    },
  },
};

export function firestoreDatabase(config: FirestoreConfig, name: DatabaseName): Firestore {
  return new Firestore({
    projectId: config.GOOGLE_CLOUD_PROJECT,
    databaseId: name,
    preferRest: false,
    maxIdleChannels: IDLE_CHANNELS,
    clientConfig,
    ...(config.FIRESTORE_EMULATOR_HOST && emulatorSettings(config.FIRESTORE_EMULATOR_HOST)),
  });
}

/** Without the domain the client would look for Google's metadata server, even before an emulator. */
function emulatorSettings(host: string): Settings {
  return { host, ssl: false, universeDomain: 'googleapis.com' };
}

/** @throws Unavailable when Firestore cannot be reached in time */
export function reachFirestore<T>(call: Promise<T>): Promise<T> {
  return reach('firestore', CALL_DEADLINE_MS, call);
}

type Work<T> = (transaction: FirebaseFirestore.Transaction) => Promise<T>;

/** Runs again from the start when another writer came between. @throws Unavailable when that does not end. */
export function transact<T>(db: Firestore, work: Work<T>, deadlineMs = TRANSACTION_DEADLINE_MS): Promise<T> {
  const running = db.runTransaction(work, { maxAttempts: TRANSACTION_ATTEMPTS });
  return reach('firestore', deadlineMs, running);
}

/** As `transact`, for a person who waits. */
export function transactSoon<T>(db: Firestore, work: Work<T>): Promise<T> {
  return transact(db, work, PERSON_WAITS_MS);
}
