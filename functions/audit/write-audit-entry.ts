import { auditRecorded } from '../../shared/event/audit-events.js';
import { subscriber } from '../../shared/function/subscriber.js';
import type { Uses } from '../../shared/ports.js';

/** Evidence arrives as messages, so that nobody's sign-in waits for it and none is lost while the store is down. */
export const writeAuditEntry = subscriber(auditRecorded, (entry, { auditLog }: Uses<'auditLog'>) =>
  auditLog.write(entry),
);
