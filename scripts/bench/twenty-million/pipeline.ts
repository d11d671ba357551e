import { Suite } from '../../../emulators/suite.js';
import type { Line } from '../../ingest/read-lines.js';
import { uploadCatalogue } from '../../ingest/upload.js';
import { tapFirestore } from './firestore-tap.js';

/** What one run of the pipeline asked of the cloud. */
export interface PipelineCounts {
  titles: number;
  pages: number;
  reads: number;
  writes: number;
  messages: number;
  puts: number;
  gets: number;
  commands: number;
}

export interface PipelineReport {
  added: PipelineCounts;
  sameAgain: PipelineCounts;
  newOffers: PipelineCounts;
  newWords: PipelineCounts;
  /** Of all titles' documents in Firestore. */
  storedBytes: number;
  storedDocuments: number;
  /** Of the working files of the first run. */
  workingBytes: number;
}

type Content = Record<string, unknown>;

/** Far from the full hour, at which the schedule would bring in titles of its own. */
const CLOCK = Date.parse('2026-11-21T00:01:00Z');

/** Sends the same lines four times: new, unchanged, with an offer more, with other words. */
export async function countPipeline(
  lines: readonly string[],
  say: (progress: string) => void,
): Promise<PipelineReport> {
  const tap = tapFirestore();
  await using suite = await Suite.start({ clock: CLOCK });
  const token = await suite.operatorToken();
  const run = async (name: string, change: (content: Content) => Content): Promise<PipelineCounts> => {
    say(`pipeline: ${name}`);
    const before = await metersOf(suite);
    const { reads, writes } = tap.counts;
    const changed = lines.map((line) => JSON.stringify(change(JSON.parse(line) as Content)));
    let pages = 0;
    await uploadCatalogue(
      { api: suite.api, token },
      { name, provider: 'file' },
      numbered(changed),
      (progress) => {
        pages = progress.pages;
      },
    );
    await suite.drain();
    const after = await metersOf(suite);
    const since = (series: RegExp) => sum(after, series) - sum(before, series);
    return {
      titles: lines.length,
      pages,
      reads: tap.counts.reads - reads,
      writes: tap.counts.writes - writes,
      messages: since(/^messages_handled_total/),
      puts: since(/^database_query_duration_seconds_count.*database="storage",operation="put"/),
      gets: since(/^database_query_duration_seconds_count.*database="storage",operation="get"/),
      commands: since(/^database_query_duration_seconds_count.*database="upstash"/),
    };
  };
  try {
    const added = await run('added', (content) => content);
    const stored = [...tap.counts.stored].filter(([path]) => /^(titles|records|keys|names)\//.test(path));
    const workingBytes = await workingFileBytes(suite);
    return {
      added,
      storedBytes: stored.reduce((total, [, bytes]) => total + bytes, 0),
      storedDocuments: stored.length,
      workingBytes,
      sameAgain: await run('same-again', (content) => content),
      newOffers: await run('new-offers', (content) => ({
        ...content,
        availability: [{ platform: 'netflix', region: 'US', type: 'subscription' }],
      })),
      newWords: await run('new-words', (content) => ({
        ...content,
        overview: `${content['overview'] ?? ''} A new sentence.`,
      })),
    };
  } finally {
    tap.remove();
  }
}

async function* numbered(lines: readonly string[]): AsyncGenerator<Line> {
  for (const [index, text] of lines.entries()) yield { number: index + 1, text };
}

async function metersOf(suite: Suite): Promise<string[]> {
  return (await (await suite.fetch('/metrics')).text()).split('\n');
}

function sum(lines: readonly string[], series: RegExp): number {
  return lines
    .filter((line) => series.test(line))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Of every object under the first run's folder, as the JSON API tells it. */
async function workingFileBytes(suite: Suite): Promise<number> {
  const { STORAGE_EMULATOR_HOST: host = '' } = suite.emulators.env;
  let total = 0;
  let page = '';
  do {
    const query = new URLSearchParams({ prefix: 'ingestion/added/', ...(page && { pageToken: page }) });
    const bucket = `${host.startsWith('http') ? host : `http://${host}`}/storage/v1/b/media-gateway/o`;
    const answer = await fetch(`${bucket}?${query}`);
    const { items = [], nextPageToken = '' } = (await answer.json()) as {
      items?: { size: string }[];
      nextPageToken?: string;
    };
    total += items.reduce((sum_, { size }) => sum_ + Number(size), 0);
    page = nextPageToken;
  } while (page);
  return total;
}
