import { afterAll, beforeAll, describe } from 'vitest';
import { SuiteClock } from '../../emulators/clock.js';
import { firestoreAuditLog } from '../../shared/adapters/firestore/audit-log.js';
import { auditLogContract } from './audit-log.contract.js';
import { type Database, startDatabases } from './bench.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('people');
});
afterAll(() => databases.stop());

describe('the audit log in Firestore', () => {
  auditLogContract(() => {
    const clock = new SuiteClock(Date.parse('2026-11-21T10:00:00.000Z'));
    const people = databases.empty();
    const audit = databases.empty();
    return {
      log: firestoreAuditLog({ people, audit }, clock),
      rows: async () =>
        JSON.stringify((await audit.collection('entries').get()).docs.map((entry) => entry.data())),
      advance: (ms) => clock.advance(ms),
    };
  });
});
