import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { encoderManifestSchema } from '../../shared/embedding/encoder-manifest.js';
import { factsVersion } from '../../shared/embedding/facts-vector.js';
import { INDEX_VERSION } from '../../shared/title/hashes.js';
import { type Line, openFile, readLines } from '../ingest/read-lines.js';
import { uploadCatalogue } from '../ingest/upload.js';
import { ensureEncoder } from '../models/ensure-encoder.js';
import { type BenchmarkContext, Skipped } from './benchmark.js';
import { type SuiteProcess, startSuite } from './suite-process.js';

/** Filled suites of earlier runs; delete it after a change of how an emulator stores its data. */
const CACHE = 'dist/bench';
const TITLES = 'titles.jsonl.gz';
/** Far from the full hour, at which the suite's own provider would add its titles. */
const CLOCK = '2026-11-21T00:01:00Z';

/** Where the catalogue file of the benchmarks is. @throws Skipped where it is not */
export function catalogueFile({ data }: Pick<BenchmarkContext, 'data'>): string {
  if (data === undefined) {
    throw new Skipped(`set BENCH_DATA to a folder with ${TITLES} (docs/guides/catalogue-file.md)`);
  }
  const file = join(data, TITLES);
  if (!existsSync(file)) throw new Skipped(`${file} does not exist: put a catalogue file there`);
  return file;
}

/**
 * A suite that holds the first `titles` of the catalogue file. The first call brings them in through the pipeline, which
 * takes minutes; later ones start from what that left, as long as text, facts and vectors are made in the same way.
 * The folder is shared: ask, do not write.
 * @param args further flags of `npm start`
 * @throws Skipped where there is no catalogue file
 */
export async function startFilledSuite(
  context: BenchmarkContext,
  titles: number,
  ...args: string[]
): Promise<SuiteProcess> {
  const folder = await filledFolder(context, titles);
  await forgetAnswers(folder);
  const suite = await startSuite('--data', folder, '--catalogue', 'none', '--clock', CLOCK, ...args);
  // A newer version of the catalogue artefact is written now, not when somebody searches.
  await drain(suite);
  return suite;
}

async function drain(suite: SuiteProcess): Promise<void> {
  const answer = await fetch(new URL('/control/drain', suite.console), { method: 'POST' });
  if (!answer.ok) throw new Error(`The suite did not come to rest: ${answer.status} ${await answer.text()}`);
}

/**
 * Every run begins at the same instant, so what earlier ones kept for minutes (lists of answers, cached answers) would
 * never end, and fill memory run by run.
 */
async function forgetAnswers(folder: string): Promise<void> {
  const [keys, before] = [join(folder, 'upstash'), `${folder}-keys`];
  if (!existsSync(before)) await cp(keys, before, { recursive: true });
  await rm(keys, { recursive: true });
  await cp(before, keys, { recursive: true });
}

/** The data folder of `startFilledSuite`, filled and not in use: copy it to change what it holds. */
export async function filledFolder(context: BenchmarkContext, titles: number): Promise<string> {
  const file = catalogueFile(context);
  const folder = join(CACHE, `titles-${titles}-${await versionOfData(file)}`);
  if (!existsSync(folder)) await fill(context, file, titles, folder);
  return folder;
}

/** Changes with the catalogue file and with how text, facts and vectors are made of it. */
export async function versionOfData(file: string): Promise<string> {
  const { size } = await stat(file);
  const manifest = await readFile(join(await ensureEncoder(), 'manifest.json'), 'utf8');
  const encoder = encoderManifestSchema.parse(JSON.parse(manifest)).version;
  const made = JSON.stringify([size, encoder, factsVersion, INDEX_VERSION]);
  return createHash('sha256').update(made).digest('hex').slice(0, 12);
}

/** What was begun and ended early goes on where it was. */
async function fill(context: BenchmarkContext, file: string, titles: number, folder: string): Promise<void> {
  context.say(`bringing ${titles} titles in, once for all later runs (${folder})`);
  const unfinished = `${folder}-unfinished`;
  await mkdir(unfinished, { recursive: true });
  const suite = await startSuite('--data', unfinished, '--catalogue', 'none', '--clock', CLOCK);
  try {
    await bringIn(suite, first(titles, readLines(openFile(file))), context);
    await drain(suite);
  } finally {
    await suite.stop();
  }
  await rename(unfinished, folder);
}

async function bringIn(
  { api, console }: SuiteProcess,
  lines: AsyncIterable<Line>,
  { say }: BenchmarkContext,
): Promise<void> {
  const answer = await fetch(new URL('/control/token', console), { method: 'POST' });
  const { token } = (await answer.json()) as { token: string };
  let told = 0;
  await uploadCatalogue({ api, token }, { name: 'filled', provider: 'file' }, lines, ({ done, pages }) => {
    const tenths = Math.floor((done / pages) * 10);
    if (tenths > told) say(`${tenths * 10} % of ${pages} pages can be found`);
    told = Math.max(told, tenths);
  });
}

async function* first<Item>(count: number, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let given = 0;
  for await (const item of items) {
    if (given++ === count) return;
    yield item;
  }
}
