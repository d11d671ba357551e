import { Suite, type SuiteOptions } from '../../emulators/suite.js';
import type { Line } from '../../scripts/ingest/read-lines.js';
import { uploadCatalogue } from '../../scripts/ingest/upload.js';
import type { RunSummary } from '../../shared/ingestion/run.js';
import type { Title } from '../../shared/title/title.js';

export interface TitlePage {
  data: (Title & { score: number; reasons: string[] })[];
  pagination: { limit: number; has_more: boolean; next_cursor: string | null };
  facets: Record<string, { value: string; count: number }[]>;
  query: Record<string, unknown>;
}

let runs = 0;

/** Sends lines through the pipeline as `npm run ingest` does. */
export async function ingest(
  suite: Suite,
  lines: readonly unknown[],
  provider = 'file',
): Promise<RunSummary> {
  const target = { api: suite.api, token: await suite.operatorToken() };
  const texts = lines.map(
    (line, i): Line => ({ number: i + 1, text: typeof line === 'string' ? line : JSON.stringify(line) }),
  );
  const { summary } = await uploadCatalogue(
    target,
    { name: `${provider}-test-${++runs}`, provider },
    each(texts),
  );
  await suite.drain();
  return summary;
}

/** A suite in this process, with these titles in it. */
export async function suiteWith(lines: readonly unknown[], options: SuiteOptions = {}): Promise<Suite> {
  const suite = await Suite.start(options);
  await ingest(suite, lines);
  return suite;
}

export async function control(suite: Suite, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(path, suite.console), {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
