import { afterAll, beforeAll, expect, it } from 'vitest';
import { firestoreDeadLetters } from '../../shared/adapters/firestore/dead-letter-store.js';
import type { DeadLetter } from '../../shared/event/dead-letters.js';
import { type Database, startDatabases } from './bench.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('catalogue');
});
afterAll(() => databases.stop());

function letterOf(id: string, message: string): DeadLetter {
  const received_at = '2026-11-21T10:00:00.000Z';
  return { id, message, received_at, reason: 'broken', topic: 't', function: 'f', attempts: 5 };
}

it('keeps a dead letter once, however often it comes', async () => {
  const db = databases.empty();
  const letters = firestoreDeadLetters(db);
  await letters.put(letterOf('1', '{"run":1}'));
  await letters.put(letterOf('1', '{"run":1}'));
  const kept = await db.collection('dead-letters').get();
  expect(kept.docs.map((document) => document.data())).toEqual([letterOf('1', '{"run":1}')]);
});

it('keeps the beginning of a message that is longer than a document may be', async () => {
  const db = databases.empty();
  await firestoreDeadLetters(db).put(letterOf('2', 'ж'.repeat(5_000_000)));
  const [kept] = (await db.collection('dead-letters').get()).docs;
  expect(kept?.get('message')).toBe('ж'.repeat(450_000));
});
