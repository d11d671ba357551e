import { type Firestore, Timestamp, type Transaction } from '@google-cloud/firestore';
import type { Clock } from '../../clock.js';
import { KEPT_MS, type Once, Remembered, replayed } from '../../idempotency/once.js';
import { withDeadline } from '../google/reach.js';
import { CALL_DEADLINE_MS } from './firestore.js';

/** What a write answers, and what it is to store: called when all is read, as a transaction reads first. */
export interface Write<Answer> {
  answer: Answer;
  store(): void;
}

/**
 * Makes a write once, however often it is sent: `remembered-writes/{once.id}` is stored with it in the same transaction,
 * as `{ account, body, expires_at }` with Remembered in JSON.
 * @throws Problem when the key was sent with another write
 */
export async function writeOnce<Answer>(
  { db, transaction, clock }: { db: Firestore; transaction: Transaction; clock: Clock },
  once: Once | undefined,
  make: () => Promise<Write<Answer>>,
): Promise<Answer> {
  if (!once) {
    const { answer, store } = await make();
    store();
    return answer;
  }
  const document = db.collection('remembered-writes').doc(once.id);
  const body = (await withDeadline('firestore', CALL_DEADLINE_MS, transaction.get(document))).data()?.[
    'body'
  ];
  const now = clock.now();
  const known = replayed(body === undefined ? undefined : Remembered.parse(JSON.parse(body)), once, now);
  if (known) return known.answer as Answer;
  const { answer, store } = await make();
  store();
  const { fingerprint, account } = once;
  const expires_at = now + KEPT_MS;
  const remembered = { fingerprint, answer, expires_at } satisfies Remembered;
  transaction.set(document, {
    account,
    body: JSON.stringify(remembered),
    expires_at: Timestamp.fromMillis(expires_at),
  });
  return answer;
}
