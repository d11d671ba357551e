import type { Firestore, Query } from '@google-cloud/firestore';
import type { DeadLetter, DeadLetterStore } from '../../event/dead-letters.js';
import { documentId } from './document-id.js';
import { reachFirestore } from './firestore.js';

/** A message may be 10 MB, a document 1 MiB: of a longer one the operator sees the beginning. */
const LONGEST_MESSAGE_BYTES = 900_000;

/** Dead letters in `dead-letters/{id}`, one field for each of theirs. */
export function firestoreDeadLetters(db: Firestore): DeadLetterStore {
  const letters = db.collection('dead-letters');
  const found = async (query: Query) =>
    (await reachFirestore(query.get())).docs.map((document) => document.data() as DeadLetter);
  return {
    async put(letter) {
      const message = Buffer.from(letter.message).subarray(0, LONGEST_MESSAGE_BYTES).toString();
      await reachFirestore(letters.doc(documentId(letter.id)).set({ ...letter, message }));
    },
    list: (limit) => found(letters.limit(limit)),
    due: (by, limit) => found(letters.where('redrive_at', '<=', by).orderBy('redrive_at').limit(limit)),
    givenUp: (limit) => found(letters.where('redrive_at', '==', null).limit(limit)),
    async remove(id) {
      await reachFirestore(letters.doc(documentId(id)).delete());
    },
  };
}
