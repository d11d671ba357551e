import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunSummary } from '../../shared/ingestion/run.js';
import { indexDifferences, readCatalogue, type StoredCatalogue } from './durability-catalogue.js';
import { type Difference, outOfStep } from './durability-difference.js';
import { Upload } from './durability-upload.js';
import { type Addresses, startKillable } from './killable-suite.js';
import { type Outage } from './outage-list.js';
import { suggestionDifferences, suggestions } from './suggestions-state.js';
import { askAsOperator, control } from './suite-control.js';

/** Of a catalogue file; the hourly run of a provider goes on beside them. */
const PAGES_AN_OUTAGE = 2;
const PAGE_LINES = 10;
/**
 * An outage lasts so many of these at least, as long as five attempts that fail at once. The clock moves so slowly that
 * an attempt which is not held up ends before its message is taken back.
 */
const STEPS = 9;
const STEP = 'PT20S';
/** The machine's time that a step leaves to attempts that are under way. */
const STEP_MS = 400;
const TRY_AGAIN_MS = 200;
/** Longer than a dead letter waits before it is put back. */
const AFTERWARDS = 'PT5H';
/** Suggestions are published every minute. */
const UNTIL_PUBLISHED = 'PT2M';

export interface OutageResult {
  /** Attempts of functions that failed. */
  failed: number;
  /** Messages that ran out of attempts, as often as they did. */
  deadLetters: number;
  /** Pages of the file that were taken. */
  acknowledged: number;
  differences: Difference[];
  catalogue: StoredCatalogue;
  suggestions: readonly string[];
}

export function linesFor(outages: number): number {
  return outages * PAGES_AN_OUTAGE * PAGE_LINES;
}

/** Takes in the lines and a provider's titles while one outage follows the other; then all of it is compared. */
export async function ingestThrough(
  outages: readonly Outage[],
  lines: readonly string[],
  onOutage: (outage: Outage) => void = () => undefined,
): Promise<OutageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'media-gateway-outages-'));
  const suite = startKillable({ TMDB_PAGES: '1' }, '--data', folder, '--limits', 'off');
  try {
    const at = await suite.ready;
    const upload = new Upload(lines);
    await upload.sendNext(at);
    for (const outage of outages) {
      onOutage(outage);
      await sitOut(at, upload, outage);
    }
    while (!upload.isSent) await upload.sendNext(at);
    await control(at, 'POST', '/control/schedules/request-runs/run');
    await control(at, 'POST', '/control/drain');
    await control(at, 'POST', '/control/clock', { advance: AFTERWARDS });
    await control(at, 'POST', '/control/drain');
    const differences = [...(await upload.finish(at)), ...(await unfinishedRuns(at))];
    await control(at, 'POST', '/control/clock', { advance: UNTIL_PUBLISHED });
    await control(at, 'POST', '/control/drain');
    differences.push(...(await suggestionDifferences(at)));
    const catalogue = await readCatalogue(at);
    return {
      ...(await failuresOf(at)),
      acknowledged: upload.acknowledged,
      differences: [...differences, ...indexDifferences(catalogue)],
      catalogue,
      suggestions: await suggestions(at),
    };
  } finally {
    await suite.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Begins with work under way; what is sent meanwhile is sent until it is taken. */
async function sitOut(at: Addresses, upload: Upload, { faults, exhausts }: Outage): Promise<void> {
  const { deadLetters } = await failuresOf(at);
  await upload.sendNext(at);
  const schedule = control(at, 'POST', '/control/schedules/request-runs/run').catch(() => undefined);
  for (const fault of faults) await control(at, 'POST', '/control/faults', fault);
  const taken = untilTaken(() => upload.sendNext(at));
  const isOver = async (step: number) =>
    step >= STEPS && (!exhausts || (await failuresOf(at)).deadLetters > deadLetters);
  for (let step = 0; !(await isOver(step)); step += 1) {
    await wait(STEP_MS);
    await control(at, 'POST', '/control/clock', { advance: STEP });
  }
  await control(at, 'DELETE', '/control/faults');
  await Promise.all([taken, schedule]);
}

async function untilTaken(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await send();
    } catch {
      await wait(TRY_AGAIN_MS);
    }
  }
}

async function unfinishedRuns(at: Addresses): Promise<Difference[]> {
  const { data } = (await askAsOperator(at, 'GET', '/ingestion/runs?provider=tmdb&limit=100')) as {
    data: RunSummary[];
  };
  if (data.length === 0) return [outOfStep('no run of tmdb ever began')];
  return data
    .filter(({ state }) => state !== 'complete')
    .map(({ run, state, troubles }) => outOfStep(`the run ${run} is ${state}: ${troubles.join('; ')}`));
}

async function failuresOf({ api }: Addresses): Promise<Pick<OutageResult, 'failed' | 'deadLetters'>> {
  const text = await (await fetch(`${api}/metrics`)).text();
  const count = (series: RegExp) => [...text.matchAll(series)].reduce((sum, [, n]) => sum + Number(n), 0);
  return {
    failed: count(/^messages_handled_total\{.*outcome="failed".*\} (\d+)$/gm),
    deadLetters: count(/^messages_handled_total\{.*function="keep-dead-letter".*outcome="done".*\} (\d+)$/gm),
  };
}
