import { AuditEntry } from '../audit/audit-log.js';
import { topic } from './topic.js';

/** Something happened that is kept in evidence. */
export const auditRecorded = topic('audit-recorded', AuditEntry, [
  {
    id: '3f0f7c1c-6d55-4d0b-9c49-7a3cf2f0f1b2',
    at: '2026-11-21T18:00:00.000Z',
    event: 'signed-in',
    account: '8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33',
    actor: null,
    details: { client: 'media-gateway-web', provider: 'google' },
  },
]);
