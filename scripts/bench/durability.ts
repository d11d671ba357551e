import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledCatalogue } from '../../emulators/catalogue/catalogue.js';
import { Chance } from '../../emulators/catalogue/chance.js';
import type { Benchmark } from './benchmark.js';
import { compareCatalogues } from './durability-catalogue.js';
import { countOf, type Difference } from './durability-difference.js';
import { linesFor, playRound, type RoundResult } from './durability-lives.js';
import { type KillPoint, killPoints } from './durability-points.js';

const KILLS = 200;
const KILLS_A_ROUND = 10;
/** Most of a life is its start, which waits for the disk and for one core only. */
const ROUNDS_AT_ONCE = 2;
const SEED = 'durability';
const SHOWN = 20;

export const durability: Benchmark = {
  about: `${KILLS} kills of the suite while it takes in a catalogue and is written to; what it acknowledged is compared`,
  async run({ say }) {
    const startedAt = performance.now();
    const points = killPoints(KILLS, new Chance(SEED));
    const lines = catalogueLines(linesFor(KILLS_A_ROUND));
    const rounds = Array.from({ length: KILLS / KILLS_A_ROUND }, (_, i) =>
      points.slice(i * KILLS_A_ROUND, (i + 1) * KILLS_A_ROUND),
    );
    say(`seed ${SEED}, ${rounds.length} rounds of ${KILLS_A_ROUND} kills, ${lines.length} lines each`);
    const reference = await roundInNewFolder(lines, []);
    const results = [reference];
    const differences: Difference[] = [...reference.differences];
    await inParallel(rounds, async (round) => {
      const result = await roundInNewFolder(lines, round);
      const found = [...result.differences, ...compareCatalogues(result.catalogue, reference.catalogue)];
      results.push(result);
      differences.push(...found);
      const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
      const kills = (results.length - 1) * KILLS_A_ROUND;
      say(`${kills} kills, ${found.length} differences in the last round, ${minutes} min`);
      for (const { what } of found.slice(0, SHOWN)) say(what);
    });
    const sum = (figure: 'onPoint' | 'acknowledged') =>
      results.reduce((total, result) => total + result[figure], 0);
    const none = { atMost: 0 };
    return {
      figures: [
        { what: 'kills', value: KILLS, unit: '' },
        { what: 'kills at the very point that was asked for', value: sum('onPoint'), unit: '' },
        { what: 'acknowledged writes and pages', value: sum('acknowledged'), unit: '' },
        { what: 'lost', value: countOf(differences, 'lost'), unit: '', target: none },
        { what: 'doubled', value: countOf(differences, 'doubled'), unit: '', target: none },
        { what: 'out of step', value: countOf(differences, 'out of step'), unit: '', target: none },
        { what: 'catalogue lines over all rounds', value: lines.length * rounds.length, unit: '' },
        { what: 'duration', value: (performance.now() - startedAt) / 1_000, unit: 's' },
      ],
      chart: {
        title: 'Kills by the event that they followed',
        unit: 'kills',
        kind: 'bars',
        bars: [...new Set(points.map(({ after }) => after))].map((event) => ({
          label: event,
          value: points.filter(({ after }) => after === event).length,
        })),
      },
    };
  },
};

/** The first lines of the bundled catalogue: films, each of them one title. */
export function catalogueLines(count: number): string[] {
  const lines = [...bundledCatalogue()].slice(0, count).map((line) => JSON.stringify(line));
  if (lines.length < count) throw new Error(`The bundled catalogue has ${lines.length} lines, not ${count}`);
  return lines;
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: ROUNDS_AT_ONCE }, worker));
}

async function roundInNewFolder(
  lines: readonly string[],
  points: readonly KillPoint[],
): Promise<RoundResult> {
  const folder = await mkdtemp(join(tmpdir(), 'media-gateway-durability-'));
  try {
    return await playRound(folder, lines, points);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
