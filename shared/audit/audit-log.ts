import { z } from 'zod';
import { AccountId } from '../account/account.js';

/** What is kept in evidence. */
export const auditEvents = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'account-created',
  'device-approved',
  'device-denied',
  'token-issued',
  'token-refreshed',
  'token-revoked',
  'token-reuse-detected',
  'client-registered',
  'role-changed',
  'account-suspended',
  'account-reinstated',
  'account-deleted',
  'data-exported',
  'admin-action',
] as const;
export const AuditEvent = z.enum(auditEvents);
export type AuditEvent = z.infer<typeof AuditEvent>;

export const AuditEntry = z.object({
  /** Made by whoever reports it, once: the same entry written again changes nothing. */
  id: z.uuid(),
  at: z.iso.datetime(),
  event: AuditEvent,
  /** Whom it is about; null where nobody is known. */
  account: AccountId.nullable(),
  /** Who did it, where that is somebody else, e.g. an administrator. */
  actor: AccountId.nullable(),
  /** e.g. `{ client: 'media-gateway-tv' }`; no secrets. */
  details: z.record(z.string().max(64), z.string().max(512)),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** How long an entry is kept. */
export const AUDIT_RETENTION_MS = 2 * 365 * 86_400_000;

/** An entry whose person was forgotten keeps its event and time only. */
export type AuditRow = Omit<AuditEntry, 'account' | 'actor' | 'details'> & {
  account: AccountId | null;
  actor: AccountId | null;
  /** Null where its person was forgotten. */
  details: AuditEntry['details'] | null;
};

export interface AuditQuery {
  /** Entries about this person only. */
  account?: AccountId | undefined;
  /** Entries of this kind only. */
  event?: AuditEvent | undefined;
  /** Entries of this instant and later, and of earlier ones than this; ISO 8601. */
  from?: string | undefined;
  before?: string | undefined;
  /** Only entries that come after this one, the last of the page before. */
  after?: Pick<AuditRow, 'at' | 'id'> | undefined;
  limit: number;
}

/**
 * Written once, never changed. People stand in it under pseudonyms; what leads from a pseudonym to a person, and opens
 * the details, is a key of their own that is kept elsewhere and can be destroyed.
 */
export interface AuditLog {
  /** Once by its id, however often. Of somebody who was forgotten only event and time are kept. */
  write(entry: AuditEntry): Promise<void>;
  /** The latest first. */
  read(query: AuditQuery): Promise<AuditRow[]>;
  /** Destroys the person's key, for good: what was written and what is still on its way is nobody's any more. */
  forget(account: AccountId): Promise<void>;
}
