import { auditRecorded } from '../../shared/event/audit-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { step } from '../step.js';

export const service = {
  ...step,
  concurrency: 20,
  max: 2,
  routes: {
    'write-audit-entry': onMessage(auditRecorded, {
      uses: ['auditLog'],
      load: async () => (await import('../audit/write-audit-entry.js')).writeAuditEntry,
      impact: 'evidence of sign-ins and of what administrators do comes late',
    }),
  },
} as const satisfies Service;
