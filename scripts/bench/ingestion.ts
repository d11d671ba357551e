import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxEmbedder } from '../../shared/adapters/onnx/onnx-embedder.js';
import { normaliseLine } from '../../shared/ingestion/file-provider.js';
import { mergeRecords } from '../../shared/ingestion/merge.js';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import { embeddingText } from '../../shared/search/index-fields.js';
import { titleIdFrom } from '../../shared/title/title-id.js';
import { openFile, readLines } from '../ingest/read-lines.js';
import { ensureEncoder } from '../models/ensure-encoder.js';
import type { Benchmark } from './benchmark.js';
import { catalogueFile } from './filled-suite.js';
import { processorSeconds } from './processor-time.js';
import { median } from './statistics.js';
import { type SuiteProcess, startSuite } from './suite-process.js';

const SAMPLE_MS = 2_000;
const CLOCK = '2026-11-21T00:01:00Z';
/** Titles whose texts the encoder embeds alone. */
const FLOOR_TITLES = 4_096;

export const ingestion: Benchmark = {
  about:
    'npm run ingest of the whole catalogue file into a fresh npm start, until the last title can be found',
  async run({ data, say }) {
    const file = catalogueFile({ data });
    say('the encoder alone');
    const alone = await encoderAlone(file);
    const folder = await mkdtemp(join(tmpdir(), 'media-gateway-bench-'));
    const suite = await startSuite(
      '--data',
      folder,
      '--catalogue',
      'none',
      '--limits',
      'off',
      '--clock',
      CLOCK,
    );
    try {
      say('the whole file, which takes minutes');
      const first = await measured(suite, file);
      say('the same file again');
      const again = await measured(suite, file);
      return {
        figures: [
          {
            what: 'new titles until they can be found',
            value: first.perSecond,
            unit: '1/s',
            target: { atLeast: 250 },
          },
          { what: 'seconds for all of them', value: first.seconds, unit: 's' },
          { what: 'processor time of a new title, all processes', value: first.processorMs, unit: 'ms' },
          {
            what: "most memory, the suite's processes together",
            value: first.megabytes,
            unit: 'MB',
            target: { atMost: 2_500 },
          },
          { what: 'unchanged titles', value: again.perSecond, unit: '1/s' },
          { what: 'processor time of an unchanged title', value: again.processorMs, unit: 'ms' },
          { what: 'floor: their texts through the encoder alone, one core', value: alone, unit: '1/s' },
          { what: 'new titles over that floor', value: first.perSecond / alone, unit: 'x' },
        ],
        chart: {
          title: 'Titles that can be found',
          unit: 'titles',
          kind: 'lines',
          along: 'seconds',
          scale: 'linear',
          lines: [{ label: 'new titles', points: first.searchable }],
        },
      };
    } finally {
      await suite.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  perSecond: number;
  seconds: number;
  /** A title. */
  processorMs: number;
  /** At most. */
  megabytes: number;
  searchable: [seconds: number, titles: number][];
}

async function measured(suite: SuiteProcess, file: string): Promise<Measured> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  const before = await processorSeconds(suite.group, () => true);
  const searchable: [number, number][] = [];
  let megabytes = 0;
  const sample = async () => {
    megabytes = Math.max(megabytes, await suite.residentMegabytes());
    searchable.push([elapsed(), await pointsOf(suite)]);
  };
  await sample();
  const timer = setInterval(() => void sample(), SAMPLE_MS);
  const { read, seconds } = await ingest(suite, file).finally(() => clearInterval(timer));
  await sample();
  const processor = (await processorSeconds(suite.group, () => true)) - before;
  return {
    perSecond: read / seconds,
    seconds,
    processorMs: (processor / read) * 1_000,
    megabytes,
    searchable,
  };
}

async function ingest({ api }: SuiteProcess, file: string): Promise<{ read: number; seconds: number }> {
  const command = ['--import', 'tsx', 'scripts/ingest/ingest.ts', '--file', file, '--api', api, '--json'];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr = `${stderr}${chunk}`.slice(-2_000)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm run ingest ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Points of the search index. */
async function pointsOf({ env }: SuiteProcess): Promise<number> {
  const answer = await fetch(new URL('/collections/titles', env.QDRANT_URL));
  if (!answer.ok) return 0;
  return ((await answer.json()) as { result: { points_count: number } }).result.points_count;
}

/** Texts a second, as the pipeline gives them to the encoder. */
async function encoderAlone(file: string): Promise<number> {
  const embedder = await onnxEmbedder({ kind: 'sentence-encoder', folder: await ensureEncoder() });
  const texts: string[] = [];
  for await (const { text = '' } of readLines(openFile(file))) {
    const record = normaliseLine('file', JSON.parse(text), new Date(0).toISOString());
    const title = mergeRecords(titleIdFrom('file', record.id), [record], 0);
    texts.push(embeddingText({ ...title, series_id: null, last_updated: record.seen_at }));
    if (texts.length === FLOOR_TITLES) break;
  }
  const perSecond: number[] = [];
  for (let from = 0; from < texts.length; from += PAGE_SIZE) {
    const page = texts.slice(from, from + PAGE_SIZE);
    const startedAt = performance.now();
    await embedder.embedText(page);
    perSecond.push((page.length / (performance.now() - startedAt)) * 1_000);
  }
  return median(perSecond);
}
