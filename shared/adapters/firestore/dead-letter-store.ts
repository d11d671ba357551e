import type { Firestore } from '@google-cloud/firestore';
import type { DeadLetterStore } from '../../event/dead-letters.js';
import { documentId } from './document-id.js';
import { reachFirestore } from './firestore.js';

/** A message may be 10 MB, a document 1 MiB: of a longer one the operator sees the beginning. */
const LONGEST_MESSAGE_BYTES = 900_000;

/** Dead letters in `dead-letters/{id}`, one field for each of theirs. */
export function firestoreDeadLetters(db: Firestore): DeadLetterStore {
  return {
    async put(letter) {
      const message = Buffer.from(letter.message).subarray(0, LONGEST_MESSAGE_BYTES).toString();
      const document = db.collection('dead-letters').doc(documentId(letter.id));
      await reachFirestore(document.set({ ...letter, message }));
    },
  };
}
