import { type DocumentData, FieldValue, type Firestore, type Query } from '@google-cloud/firestore';
import type { AccountId } from '../../account/account.js';
import type { AuditLog, AuditRow } from '../../audit/audit-log.js';
import type { HolderName } from '../../privacy/holdings.js';
import { peopleCollections } from '../../privacy/holdings.js';
import type { PersonalDataHolder } from '../../privacy/personal-data.js';
import { documentId } from './document-id.js';
import { reachFirestore } from './firestore.js';
import { householdOf } from './household-document.js';

/** Writes of one batch; Firestore takes up to 500. */
const BATCH = 400;
const PAGE = 500;

/** What is exported of a document: nothing that only we can read, and no keys. */
type Shown = (data: DocumentData, id: string) => unknown;

/** Documents that say in a field whose they are, in all collections that the holder answers for. */
export function ownedDocuments(db: Firestore, holder: HolderName, shown: Shown): PersonalDataHolder {
  const collections = Object.entries(peopleCollections).flatMap(([name, of]) =>
    of === holder ? [name] : [],
  );
  const owned = (collection: string, account: AccountId) =>
    db.collection(collection).where('account', '==', account);
  return {
    async export(account) {
      const found = await Promise.all(
        collections.map(async (collection) => {
          const { docs } = await reachFirestore(owned(collection, account).get());
          return docs.map((document) => ({
            kind: collection,
            ...Object(shown(document.data(), document.id)),
          }));
        }),
      );
      return found.flat();
    },
    async forget(account) {
      for (const collection of collections) await deleteAll(db, owned(collection, account));
    },
  };
}

async function deleteAll(db: Firestore, query: Query): Promise<void> {
  for (;;) {
    const { docs } = await reachFirestore(query.limit(BATCH).get());
    if (docs.length === 0) return;
    const batch = db.batch();
    for (const document of docs) batch.delete(document.ref);
    await reachFirestore(batch.commit());
  }
}

/** The account itself, and what leads to it from a sign-in provider. */
export function accountHolder(db: Firestore): PersonalDataHolder {
  const accountOf = (account: AccountId) => db.collection('accounts').doc(documentId(account));
  return {
    async export(account) {
      return (await reachFirestore(accountOf(account).get())).data() ?? null;
    },
    async forget(account) {
      await deleteAll(db, db.collection('identities').where('account', '==', account));
      await reachFirestore(accountOf(account).delete());
    },
  };
}

/** Its deletion leaves a tombstone there, of which Firestore deletes the last (household-document.ts). */
export function householdHolder(db: Firestore): PersonalDataHolder {
  return {
    async export(account) {
      const body = (await reachFirestore(householdOf(db, account).get())).get('body');
      return body === undefined ? null : JSON.parse(body);
    },
    async forget(account) {
      const household = householdOf(db, account);
      const isThere = (await reachFirestore(household.get())).get('body') !== undefined;
      if (isThere) await reachFirestore(household.update({ body: FieldValue.delete() }));
    },
  };
}

/** Sessions, grants, codes and refresh tokens; what they hold is sealed, and would let whoever reads it in. */
export function signInsHolder(db: Firestore): PersonalDataHolder {
  return ownedDocuments(db, 'sign_ins', ({ expires_at, revoked = false }) => ({
    ends_at: expires_at.toDate().toISOString(),
    revoked,
  }));
}

export function recentWritesHolder(db: Firestore): PersonalDataHolder {
  return ownedDocuments(db, 'recent_writes', ({ body, expires_at }) => ({
    answered: JSON.parse(body).answer,
    forgotten_at: expires_at.toDate().toISOString(),
  }));
}

/** Evidence becomes nobody's; what happened, and when, stays. */
export function evidenceHolder(auditLog: AuditLog): PersonalDataHolder {
  return {
    async export(account) {
      const entries: AuditRow[] = [];
      for (;;) {
        const page = await auditLog.read({ account, after: entries.at(-1), limit: PAGE });
        entries.push(...page);
        if (page.length < PAGE) return entries;
      }
    },
    forget: (account) => auditLog.forget(account),
  };
}

/** Messages that no attempt could handle: whichever of them names the account. They are few. */
export function deadLettersHolder(catalogue: Firestore): PersonalDataHolder {
  const letters = catalogue.collection('dead-letters');
  const naming = async (account: AccountId) =>
    (await reachFirestore(letters.get())).docs.filter((letter) => letter.data()['message'].includes(account));
  return {
    async export(account) {
      return (await naming(account)).map((letter) => ({
        received_at: letter.data()['received_at'],
        message: letter.data()['message'],
      }));
    },
    async forget(account) {
      for (const letter of await naming(account)) await reachFirestore(letter.ref.delete());
    },
  };
}
