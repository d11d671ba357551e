import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { type DocumentData, FieldPath, type Firestore, type Query, Timestamp } from '@google-cloud/firestore';
import { AccountId } from '../../account/account.js';
import { AUDIT_RETENTION_MS, type AuditEntry, type AuditLog, type AuditRow } from '../../audit/audit-log.js';
import type { Clock } from '../../clock.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, reachFirestore, transact } from './firestore.js';

const KEY_BYTES = 32;
/** NIST SP 800-38D's recommended nonce and tag of GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALREADY_EXISTS = 6;

/** What leads from a pseudonym to a person. */
interface PersonKey {
  account: AccountId;
  pseudonym: string;
  key: Buffer;
}

interface Databases {
  people: Firestore;
  audit: Firestore;
}

/**
 * - `people`: `audit-keys/{account}`: `{ pseudonym, key }`; `{ destroyed: true }` of somebody who was forgotten, so that a
 *   message that comes late makes no new key
 * - `audit`: `entries/{id}`: `{ at, event, subject, actor, sealed, expires_at }`, people by their pseudonyms; `sealed` is
 *   the details under AES-256-GCM with the key of whom it is about (else of who did it): nonce, tag, text, in base64
 */
export function firestoreAuditLog({ people, audit }: Databases, clock: Clock): AuditLog {
  const entries = audit.collection('entries');
  const keys = people.collection('audit-keys');
  const keyOf = (account: AccountId) => keys.doc(documentId(account));

  /** Undefined of somebody who was forgotten. */
  const keyFor = (account: AccountId): Promise<PersonKey | undefined> =>
    transact(people, async (transaction) => {
      const reading = transaction.get(keyOf(account));
      const known = (await withDeadline('firestore', CALL_DEADLINE_MS, reading)).data();
      if (known) return personKey(account, known);
      const made = { pseudonym: randomUUID(), key: randomBytes(KEY_BYTES).toString('base64') };
      transaction.set(keyOf(account), made);
      return personKey(account, made);
    });

  const knownKey = async (account: AccountId) => {
    const data = (await reachFirestore(keyOf(account).get())).data();
    return data && personKey(account, data);
  };

  const byPseudonym = async (pseudonyms: readonly string[]): Promise<Map<string, PersonKey>> => {
    const found = await Promise.all(
      pseudonyms.map((pseudonym) => reachFirestore(keys.where('pseudonym', '==', pseudonym).limit(1).get())),
    );
    return new Map(
      found.flatMap(({ docs }) =>
        docs.flatMap((document) => {
          const key = personKey(AccountId.parse(document.id), document.data());
          return key ? [[key.pseudonym, key] as const] : [];
        }),
      ),
    );
  };

  return {
    async write({ id, at, event, account, actor, details }) {
      const [subject, doer] = await Promise.all([account && keyFor(account), actor && keyFor(actor)]);
      const sealing = account === null ? doer : subject;
      const row = {
        at,
        event,
        subject: subject ? subject.pseudonym : null,
        actor: doer ? doer.pseudonym : null,
        // Details about nobody are nobody's secret.
        ...(account === null && actor === null
          ? { details }
          : { sealed: sealing ? seal(sealing, id, details) : null }),
        expires_at: Timestamp.fromMillis(Date.parse(at) + AUDIT_RETENTION_MS),
      };
      try {
        await reachFirestore(entries.doc(id).create(row));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS)) throw error;
      }
    },
    async read({ account, event, from, before, after, limit }) {
      let query: Query = entries;
      if (account !== undefined) {
        const key = await knownKey(account);
        if (!key) return [];
        query = query.where('subject', '==', key.pseudonym);
      }
      if (event !== undefined) query = query.where('event', '==', event);
      if (before !== undefined) query = query.where('at', '<', before);
      const kept = new Date(clock.now() - AUDIT_RETENTION_MS).toISOString();
      query = query.where('at', '>=', from !== undefined && from > kept ? from : kept);
      query = query.orderBy('at', 'desc').orderBy(FieldPath.documentId(), 'desc').limit(limit);
      if (after !== undefined) query = query.startAfter(after.at, after.id);
      const rows = (await reachFirestore(query.get())).docs.map((document) => ({
        id: document.id,
        data: document.data(),
      }));
      const pseudonyms = new Set(
        rows.flatMap(({ data }) => [data['subject'], data['actor']]).filter(Boolean),
      );
      const known = await byPseudonym([...pseudonyms]);
      return rows.map(({ id, data }) => rowFrom(id, data, known));
    },
    async forget(account) {
      await reachFirestore(keyOf(account).set({ destroyed: true }));
    },
  };
}

function personKey(account: AccountId, { pseudonym, key }: DocumentData): PersonKey | undefined {
  return pseudonym && { account, pseudonym, key: Buffer.from(key, 'base64') };
}

function rowFrom(id: string, data: DocumentData, known: ReadonlyMap<string, PersonKey>): AuditRow {
  const subject = known.get(data['subject']);
  const actor = known.get(data['actor']);
  const opening = data['subject'] === null ? actor : subject;
  return {
    id,
    at: data['at'],
    event: data['event'],
    account: subject?.account ?? null,
    actor: actor?.account ?? null,
    details: data['details'] ?? (opening && data['sealed'] ? unseal(opening, id, data['sealed']) : null),
  };
}

/** Bound to the entry by its id, so that one cannot be put in another's place. */
function seal({ key }: PersonKey, id: string, details: AuditEntry['details']): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(JSON.stringify(details), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
}

function unseal({ key }: PersonKey, id: string, sealed: string): AuditEntry['details'] {
  const bytes = Buffer.from(sealed, 'base64');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
}
