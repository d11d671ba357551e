import { type DocumentData, FieldPath, type Firestore, Timestamp } from '@google-cloud/firestore';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { CALL_DEADLINE_MS, reachFirestore, transact } from '../firestore/firestore.js';
import { withDeadline } from '../google/reach.js';
import type { LibraryTime } from './library-time.js';
import { fingerprint, type Sealing } from './sealing.js';

/** A family of tokens that was taken back. */
export interface RevokedFamily {
  /** The id that its tokens name. */
  grant: string;
  account: string | undefined;
  client: string | undefined;
}

export interface RecordsOptions {
  db: Firestore;
  sealing: Sealing;
  time: LibraryTime;
  /** Called once for each family. */
  familyRevoked(family: RevokedFamily): Promise<void>;
}

/** The collection of each kind of the library's records; what a person can be known by is in `people`. */
export const collectionOf = {
  Session: 'oauth-sessions',
  Grant: 'oauth-grants',
  AuthorizationCode: 'oauth-codes',
  RefreshToken: 'oauth-refresh-tokens',
  DeviceCode: 'oauth-device-codes',
  Client: 'oauth-clients',
} as const;
export type StoredKind = keyof typeof collectionOf;

const usedOnce: ReadonlySet<StoredKind> = new Set(['AuthorizationCode', 'RefreshToken', 'DeviceCode']);
/** Longer than any of them is good. */
const LONGEST_USED_MS = 8 * 86_400_000;
const ALREADY_EXISTS = 6;

/** A client that registered itself and never came back is forgotten after this. */
const CLIENT_LIFETIME_SECONDS = 365 * 86_400;

/**
 * The library's records in Firestore, each under the SHA-256 of its id: who reads the database learns no code, no token
 * and no session, and cannot open what they hold.
 *
 * `{ sealed, expires_at, revoked?, uid?, user_code?, account? }`: the record under AES-256-GCM; when Firestore may delete
 * it; whether a family was taken back; what it is found by. A code or token that was used has a document of its own in
 * `oauth-uses/{kind}:{SHA-256 of the id}`: `{ expires_at }`.
 */
export class Records implements Adapter {
  readonly #kind: StoredKind;
  readonly #options: RecordsOptions;

  constructor(kind: StoredKind, options: RecordsOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = CLIENT_LIFETIME_SECONDS): Promise<void> {
    const { sealing, time } = this.#options;
    const { uid, userCode, accountId } = payload;
    await reachFirestore(
      this.#document(id).set({
        sealed: sealing.seal(this.#purpose(id), time.toOurs(payload)),
        expires_at: Timestamp.fromMillis(time.clock.now() + expiresIn * 1_000),
        ...(uid !== undefined && { uid: fingerprint(uid) }),
        ...(userCode !== undefined && { user_code: fingerprint(userCode) }),
        ...(accountId !== undefined && { account: accountId }),
      }),
    );
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!usedOnce.has(this.#kind)) {
      return this.#opened(id, (await reachFirestore(this.#document(id).get())).data());
    }
    const reading = this.#options.db.getAll(this.#document(id), this.#use(id));
    const [document, use] = await reachFirestore(reading);
    const payload = this.#opened(id, document?.data());
    return payload && { ...payload, ...(use?.exists && { consumed: true }) };
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('uid', uid);
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('user_code', userCode);
  }

  /**
   * Only one of many at once gets through: whoever else brings the same code or token ends its whole family, also of the
   * one that was first (RFC 6749, 4.1.2; RFC 9700, 4.14).
   */
  async consume(id: string): Promise<void> {
    const until = this.#options.time.clock.now() + LONGEST_USED_MS;
    try {
      await reachFirestore(this.#use(id).create({ expires_at: Timestamp.fromMillis(until) }));
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === ALREADY_EXISTS)) throw error;
    }
    const grant = (await this.find(id))?.grantId;
    if (grant) await this.#revoke(grant);
    throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    if (this.#kind === 'Grant') await this.#revoke(id);
    else await reachFirestore(this.#document(id).delete());
  }

  /** A family is its grant: without that none of its codes and tokens is good for anything. */
  async revokeByGrantId(): Promise<void> {}

  /** What is left of the grant says that it was taken back, until nothing of its family could still come. */
  async #revoke(grant: string): Promise<void> {
    const { db, familyRevoked } = this.#options;
    const grants = new Records('Grant', this.#options);
    const document = grants.#document(grant);
    const family = await transact(db, async (transaction) => {
      const data = (await withDeadline('firestore', CALL_DEADLINE_MS, transaction.get(document))).data();
      if (!data || data['revoked']) return undefined;
      transaction.update(document, { revoked: true });
      const payload = grants.#opened(grant, data);
      return { grant, account: payload?.accountId, client: payload?.clientId };
    });
    if (family) await familyRevoked(family);
  }

  async #findBy(field: 'uid' | 'user_code', value: string): Promise<AdapterPayload | undefined> {
    const query = this.#collection().where(new FieldPath(field), '==', fingerprint(value)).limit(1);
    const [document] = (await reachFirestore(query.get())).docs;
    return document && this.#openedAs(document.id, document.data());
  }

  #opened(id: string, data: DocumentData | undefined): AdapterPayload | undefined {
    return this.#openedAs(fingerprint(id), data);
  }

  #openedAs(name: string, data: DocumentData | undefined): AdapterPayload | undefined {
    if (!data || data['revoked']) return undefined;
    const { sealing, time } = this.#options;
    const payload = sealing.open(`${this.#kind}:${name}`, data['sealed']) as AdapterPayload | undefined;
    return payload && time.toLibrary(payload);
  }

  #collection() {
    return this.#options.db.collection(collectionOf[this.#kind]);
  }

  /** Whoever makes this document has used the code or token; it can be made once. */
  #use(id: string) {
    return this.#options.db.collection('oauth-uses').doc(`${this.#kind}:${fingerprint(id)}`);
  }

  #document(id: string) {
    return this.#collection().doc(fingerprint(id));
  }

  /** A record cannot be put in another one's place. */
  #purpose(id: string): string {
    return `${this.#kind}:${fingerprint(id)}`;
  }
}
