import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Benchmark, Figure } from './benchmark.js';
import { type LoadResult, load } from './load.js';
import { median } from './statistics.js';
import { type SuiteProcess, startSuite } from './suite-process.js';

const CONNECTIONS = 16;
const ROUNDS = 5;
const SECONDS = 4;
const WARM_UP_SECONDS = 1;

interface Subject {
  label: string;
  urls: readonly string[];
}

/** What each round asks, in this order: the floor and the lookups stand side by side. */
interface Subjects {
  floor: Subject;
  entry: Subject;
  direct: Subject;
  pipeline: Subject;
}

export const lookup: Benchmark = {
  about: `content lookup at ${CONNECTIONS} connections, over a hello-world on functions-framework`,
  async run({ say }) {
    const floor = await startHelloWorld();
    const suite = await startSuite('--limits', 'off');
    try {
      const results = await measure(await subjectsOf(floor.url, suite), say);
      return report(results);
    } finally {
      await suite.stop();
      floor.stop();
    }
  },
};

async function subjectsOf(floor: string, suite: SuiteProcess): Promise<Subjects> {
  const paths = (await titleIds(suite.api)).map((id) => `/api/v1/content/${id}`);
  const direct = await serviceUrl(suite, 'catalogue');
  return {
    floor: { label: 'hello-world', urls: [floor] },
    entry: { label: 'lookup through the entry', urls: paths.map((path) => `${suite.api}${path}`) },
    direct: { label: "lookup at the service's port", urls: paths.map((path) => `${direct}${path}`) },
    pipeline: { label: 'all but the handler', urls: [`${suite.api}/api/v1/genres`] },
  };
}

async function measure(
  subjects: Subjects,
  say: (progress: string) => void,
): Promise<Record<keyof Subjects, LoadResult>> {
  const rounds: Record<string, LoadResult[]> = {};
  for (let round = 1; round <= ROUNDS; round++) {
    say(`round ${round} of ${ROUNDS}`);
    for (const [name, { urls }] of Object.entries(subjects) as [keyof Subjects, Subject][]) {
      const options = { urls, connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS };
      (rounds[name] ??= []).push(await load(options));
    }
  }
  return Object.fromEntries(
    Object.entries(rounds).map(([name, results]) => [name, middle(results)]),
  ) as Record<keyof Subjects, LoadResult>;
}

/** Each figure's median over the rounds. */
function middle(results: readonly LoadResult[]): LoadResult {
  const of = (figure: (result: LoadResult) => number) => median(results.map(figure));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    p50: of(({ p50 }) => p50),
    p95: of(({ p95 }) => p95),
    p99: of(({ p99 }) => p99),
    statuses: results[0]?.statuses ?? {},
  };
}

function report(results: Record<keyof Subjects, LoadResult>) {
  const figures: Figure[] = [];
  for (const [name, result] of Object.entries(results))
    figures.push(
      { what: name, value: result.perSecond, unit: '1/s' },
      { what: `${name} over`, value: result.perSecond / results.floor.perSecond, unit: 'x' },
      { what: `${name} p95`, value: result.p95, unit: 'ms' },
    );
  return {
    figures,
    chart: { title: 'x', unit: '1/s', kind: 'bars' as const, bars: [] },
  };
}

async function titleIds(api: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const url = new URL('/api/v1/content/trending?limit=100', api);
    if (cursor) url.searchParams.set('cursor', cursor);
    const page = (await (await fetch(url)).json()) as {
      data: { id: string }[];
      pagination: { next_cursor: string | null };
    };
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.pagination.next_cursor;
  }
  return ids;
}

async function serviceUrl(suite: SuiteProcess, service: string): Promise<string> {
  const answer = await fetch(new URL('/control/state', suite.console));
  const { services } = (await answer.json()) as { services: Record<string, string[]> };
  return services[service]?.[0] ?? '';
}

async function startHelloWorld(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/hello-world.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}
