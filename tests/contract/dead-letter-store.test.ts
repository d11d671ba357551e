import { afterAll, beforeAll, expect, it } from 'vitest';
import { firestoreDeadLetters } from '../../shared/adapters/firestore/dead-letter-store.js';
import type { DeadLetter } from '../../shared/event/dead-letters.js';
import { type Database, startDatabases } from './bench.js';

let databases: Database;
beforeAll(async () => {
  databases = await startDatabases('catalogue');
});
afterAll(() => databases.stop());

function letterOf(id: string, message: string, redrive_at: string | null = null): DeadLetter {
  const received_at = '2026-11-21T10:00:00.000Z';
  const why = { reason: 'broken', topic: 't', function: 'f', attempts: 5, redrives: 0, poison: false };
  return { id, message, received_at, redrive_at, ...why };
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

it('gives those whose time has come, the longest waiting first, and those that wait for an operator', async () => {
  const letters = firestoreDeadLetters(databases.empty());
  const times = {
    late: '2026-11-21T12:00:00.000Z',
    early: '2026-11-21T10:05:00.000Z',
    noon: '2026-11-21T11:00:00.000Z',
  };
  for (const [id, time] of Object.entries(times)) await letters.put(letterOf(id, '1', time));
  await letters.put(letterOf('stuck', '1'));
  const idsOf = (found: DeadLetter[]) => found.map(({ id }) => id);
  expect(idsOf(await letters.due('2026-11-21T11:00:00.000Z', 10))).toEqual(['early', 'noon']);
  expect(idsOf(await letters.due('2026-11-21T11:00:00.000Z', 1))).toEqual(['early']);
  expect(idsOf(await letters.givenUp(10))).toEqual(['stuck']);
  await letters.remove('early');
  expect(idsOf(await letters.list(10)).sort()).toEqual(['late', 'noon', 'stuck']);
});
