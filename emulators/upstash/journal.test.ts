import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SuiteClock } from '../clock.js';
import { Store } from '../store.js';
import { Engine } from './engine.js';
import { Journal } from './journal.js';

const MEGABYTE = 2 ** 20;
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  store = new Store(folder, Journal.tables);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a few large changes are worth rewriting like many small ones, and what is left of them is not', () => {
  const journal = new Journal(store);
  const change = { at: 0, words: ['SET', 'key', 'x'.repeat(MEGABYTE)] };
  for (let i = 0; i < 60; i++) journal.append(change);
  journal.commit();
  expect(journal.long).toBe(false);
  for (let i = 0; i < 10; i++) journal.append(change);
  journal.commit();
  expect(journal.long).toBe(true);
  journal.rewrite([change]);
  expect(journal.long).toBe(false);
  expect([...journal.replay()]).toEqual([change]);
});

test('what has expired is not on disk any more once the journal is rewritten', () => {
  const clock = new SuiteClock(0);
  const engine = new Engine(store, clock);
  const value = 'x'.repeat(MEGABYTE);
  engine.execute(['SET', 'kept', 'y']);
  for (let i = 0; i < 60; i++) engine.execute(['SET', `ending:${i}`, value, 'PX', '1000']);
  engine.commit();
  clock.advance(2_000);
  for (let i = 0; i < 10; i++) engine.execute(['SET', 'last', value]);
  engine.commit();
  const written = [...new Journal(store).replay()].map(({ words }) => words.slice(0, 2).join(' '));
  expect(written).toEqual(['SET kept', 'SET last']);
  clock.stop();
});
