import { expect, test } from 'vitest';
import { runIndexes } from '../shared/adapters/firestore/run-store.js';
import { outcomeExpiry } from '../shared/adapters/firestore/title-store.js';
import { databases } from '../shared/storage-layout.js';

test('the declared indexes are those that the adapter queries by', () => {
  const { collection, single, composite } = runIndexes;
  expect(databases.catalogue.single).toEqual([{ collection, indexes: single }]);
  expect(databases.catalogue.composite).toEqual(composite.map((fields) => ({ collection, fields })));
});

test('the declared expiry is the field that the adapter writes', () => {
  expect(databases.catalogue.expiries).toEqual([outcomeExpiry]);
});
