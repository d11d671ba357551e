import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogueLines } from '../../scripts/bench/durability.js';
import { compareCatalogues } from '../../scripts/bench/durability-catalogue.js';
import { linesFor, playRound } from '../../scripts/bench/durability-lives.js';
import type { KillPoint } from '../../scripts/bench/durability-points.js';

/** One for each way on which a write reaches a disk; `npm run bench -- durability` has 200. */
const points: KillPoint[] = [
  { after: 'page', nth: 2, delayMs: 0 },
  { after: 'resolve-page', nth: 1, delayMs: 0 },
  { after: 'spawned', nth: 1, delayMs: 2_000 },
  { after: 'index-page', nth: 1, delayMs: 0 },
  { after: 'upstash', nth: 3, delayMs: 0 },
  { after: 'pubsub', nth: 3, delayMs: 0 },
];

it('loses nothing that was acknowledged, doubles nothing, and the index is in step, when killed at six points', async () => {
  const folders = await Promise.all(
    ['reference', 'killed'].map((name) => mkdtemp(join(tmpdir(), `media-gateway-${name}-`))),
  );
  const [calm = '', killed = ''] = folders;
  try {
    const lines = catalogueLines(linesFor(points.length));
    const [reference, round] = await Promise.all([
      playRound(calm, lines, []),
      playRound(killed, lines, points),
    ]);
    expect(reference.differences).toEqual([]);
    expect(reference.catalogue.points.size).toBe(lines.length);
    expect(round.differences).toEqual([]);
    expect(compareCatalogues(round.catalogue, reference.catalogue)).toEqual([]);
    expect(round.onPoint).toBeGreaterThanOrEqual(points.length - 1);
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}, 600_000);
