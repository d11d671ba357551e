import type { AccountId } from '../account/account.js';
import { auditRecorded } from '../event/audit-events.js';
import type { Core, Uses } from '../ports.js';
import type { AuditEntry, AuditEvent } from './audit-log.js';

interface Happening {
  account?: AccountId | null;
  actor?: AccountId | null;
  details?: AuditEntry['details'];
}

/** Puts into evidence what has just happened. @throws Unavailable when it may be lost */
export function record(
  event: AuditEvent,
  { account = null, actor = null, details = {} }: Happening,
  { clock, newId, events }: Pick<Core, 'clock' | 'newId'> & Pick<Uses<'events'>, 'events'>,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  return events.publish(auditRecorded, { id: newId(), at, event, account, actor, details });
}
