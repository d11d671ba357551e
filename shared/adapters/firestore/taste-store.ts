import { createHash } from 'node:crypto';
import type { DocumentData, DocumentSnapshot, Firestore, Transaction } from '@google-cloud/firestore';
import { AccountId } from '../../account/account.js';
import type { Clock } from '../../clock.js';
import { noTaste, Taste } from '../../recommendation/taste.js';
import type { Owner, StoredTaste, Tastes } from '../../recommendation/tastes.js';
import { Household, newHousehold, ProfileId, profileOf } from '../../viewer/household.js';
import { withDeadline } from '../google/reach.js';
import { CALL_DEADLINE_MS, reachFirestore, transact } from './firestore.js';
import { householdOf } from './household-document.js';

/**
 * `tastes/{SHA-256 of the profile's id}`: `{ account, profile, changed_at, body, adapter }`, the taste as JSON
 * (docs/decisions/0001) and the adapter as bytes.
 */
function tasteOf(db: Firestore, { profile }: Pick<Owner, 'profile'>) {
  return db.collection('tastes').doc(createHash('sha256').update(profile).digest('hex'));
}

export function firestoreTastes(db: Firestore, clock: Clock): Tastes {
  return {
    async get(owner) {
      return storedIn(await reachFirestore(tasteOf(db, owner).get()), owner);
    },
    change: (owner, work) =>
      transact(db, async (transaction) => {
        const reading = Promise.all([transaction.get(tasteOf(db, owner)), isThere(db, transaction, owner)]);
        const [document, known] = await withDeadline('firestore', CALL_DEADLINE_MS, reading);
        if (!known) return 'forgotten';
        const before = storedIn(document, owner) ?? { taste: noTaste, adapter: undefined };
        const after = await work(before);
        if (!after) return 'unchanged';
        transaction.set(tasteOf(db, owner), {
          ...owner,
          changed_at: clock.now(),
          body: JSON.stringify(after.taste),
          ...(after.adapter && { adapter: Buffer.from(after.adapter) }),
        });
        return 'changed';
      }),
    async forget(owner) {
      await reachFirestore(tasteOf(db, owner).delete());
    },
    async latest(limit) {
      const query = db.collection('tastes').orderBy('changed_at', 'desc').limit(limit);
      const { docs } = await reachFirestore(query.get());
      return docs.flatMap((document) => {
        const { account, profile } = document.data();
        const owner = { account: AccountId.parse(account), profile: ProfileId.parse(profile) };
        const stored = storedIn(document, owner);
        return stored ? [{ ...owner, ...stored }] : [];
      });
    },
  };
}

/** Whether account and profile are there still, in the transaction: a tombstone lies where the household did. */
async function isThere(
  db: Firestore,
  transaction: Transaction,
  { account, profile }: Owner,
): Promise<boolean> {
  const document = await transaction.get(householdOf(db, account));
  if (!document.exists) return profileOf(newHousehold(account), profile) !== undefined;
  const body = document.get('body');
  return body !== undefined && profileOf(Household.parse(JSON.parse(body)), profile) !== undefined;
}

/** What cannot be read is as if it were not there: it is learned anew. */
function storedIn(document: DocumentSnapshot, { account }: Pick<Owner, 'account'>): StoredTaste | undefined {
  const data: DocumentData | undefined = document.data();
  if (data?.['account'] !== account) return undefined;
  const taste = Taste.safeParse(parsed(data['body']));
  const adapter: unknown = data['adapter'];
  return {
    taste: taste.success ? taste.data : noTaste,
    adapter: adapter instanceof Uint8Array ? Uint8Array.from(adapter) : undefined,
  };
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
