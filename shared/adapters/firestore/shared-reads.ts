import type { DocumentReference, DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { Unavailable } from '../../problem/problem.js';
import { reachFirestore } from './firestore.js';

export type Read = (refs: DocumentReference[]) => Promise<DocumentSnapshot[]>;

/** Documents of one shared call: the answers of all who share it wait for the last one. */
const MOST_SHARED = 64;

interface Asked {
  refs: DocumentReference[];
  resolve(snapshots: DocumentSnapshot[]): void;
  reject(error: unknown): void;
}

/**
 * Reads documents by key. What is asked for in the same turn of the event loop shares a call, which costs the processor
 * about as much as a call for a single document. Nothing is kept: every read sees what was written before it began.
 */
export function sharedReads(db: Firestore): Read {
  const read: Read = (refs) => reachFirestore(db.getAll(...refs));
  let waiting: Asked[] = [];

  const send = () => {
    const all = waiting;
    waiting = [];
    for (const sharing of shares(all)) void share(sharing, read);
  };

  return (refs) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ refs, resolve, reject });
    });
}

/** In their order, as many together as a call may hold; one that is larger by itself goes alone. */
function shares(all: readonly Asked[]): Asked[][] {
  const shares: Asked[][] = [];
  let room = 0;
  for (const asked of all) {
    const last = shares.at(-1);
    if (last && asked.refs.length <= room) last.push(asked);
    else {
      shares.push([asked]);
      room = MOST_SHARED;
    }
    room -= asked.refs.length;
  }
  return shares;
}

async function share(sharing: readonly Asked[], read: Read): Promise<void> {
  try {
    const snapshots = await read(sharing.flatMap(({ refs }) => refs));
    let from = 0;
    for (const { refs, resolve } of sharing) resolve(snapshots.slice(from, (from += refs.length)));
  } catch (error) {
    // A key that Firestore refuses is its asker's fault alone.
    const isShared = sharing.length > 1 && !(error instanceof Unavailable);
    for (const { refs, resolve, reject } of sharing) {
      if (isShared) read(refs).then(resolve, reject);
      else reject(error);
    }
  }
}
