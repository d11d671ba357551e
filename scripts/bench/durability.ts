import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledCatalogue } from '../../emulators/catalogue/catalogue.js';
import { Chance } from '../../emulators/catalogue/chance.js';
import type { Benchmark } from './benchmark.js';
import type { StoredCatalogue } from './durability-catalogue.js';
import { linesFor, playRound, type RoundResult } from './durability-lives.js';
import { type KillPoint, killPoints } from './durability-points.js';

const KILLS = 200;
const KILLS_A_ROUND = 10;
const SEED = 'durability';
const SHOWN = 20;

export const durability: Benchmark = {
  about: `${KILLS} kills of the suite while it takes in a catalogue and is written to; what it acknowledged is compared`,
  async run({ say }) {
    const startedAt = performance.now();
    const points = killPoints(KILLS, new Chance(SEED));
    const lines = catalogueLines(linesFor(KILLS_A_ROUND));
    say(
      `seed ${SEED}, ${KILLS / KILLS_A_ROUND} rounds of ${KILLS_A_ROUND} kills, ${lines.length} lines each`,
    );
    const reference = (await roundInNewFolder(lines, [], undefined)).catalogue;
    const rounds: RoundResult[] = [];
    for (let from = 0; from < points.length; from += KILLS_A_ROUND) {
      const round = await roundInNewFolder(lines, points.slice(from, from + KILLS_A_ROUND), reference);
      rounds.push(round);
      const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
      say(`${from + KILLS_A_ROUND} kills, ${round.differences.length} differences, ${minutes} min`);
      for (const difference of round.differences.slice(0, SHOWN)) say(difference);
    }
    const onPoint = rounds.reduce((sum, round) => sum + round.onPoint, 0);
    const differences = rounds.reduce((sum, round) => sum + round.differences.length, 0);
    return {
      figures: [
        { what: 'kills', value: KILLS, unit: '' },
        { what: 'kills at the very point that was asked for', value: onPoint, unit: '' },
        {
          what: 'acknowledged writes lost, doubled or out of step',
          value: differences,
          unit: '',
          target: { atMost: 0 },
        },
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

async function roundInNewFolder(
  lines: readonly string[],
  points: readonly KillPoint[],
  reference: StoredCatalogue | undefined,
): Promise<RoundResult> {
  const folder = await mkdtemp(join(tmpdir(), 'media-gateway-durability-'));
  try {
    return await playRound(folder, lines, points, reference);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
