import { expect, it } from 'vitest';
import { compareCatalogues } from '../../scripts/bench/durability-catalogue.js';
import { ownLines } from '../../scripts/bench/outage-lines.js';
import { fewOutages } from '../../scripts/bench/outage-list.js';
import { ingestThrough, linesFor } from '../../scripts/bench/outage-run.js';

it('ends in the same catalogue, index and suggestions when everything was out for a while', async () => {
  const lines = ownLines(linesFor(fewOutages.length));
  const [calm, disturbed] = await Promise.all([ingestThrough([], lines), ingestThrough(fewOutages, lines)]);
  expect(calm.differences).toEqual([]);
  expect(calm.catalogue.points.size).toBeGreaterThan(lines.length);
  expect(disturbed.failed).toBeGreaterThan(0);
  expect(disturbed.deadLetters).toBeGreaterThan(0);
  expect(disturbed.differences).toEqual([]);
  expect(compareCatalogues(disturbed.catalogue, calm.catalogue)).toEqual([]);
  expect(disturbed.suggestions).toEqual(calm.suggestions);
}, 600_000);
