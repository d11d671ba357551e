import {
  type MeasuredRoute,
  measuredRoutes,
  routeFigures,
  stepFigures,
} from '../../pulumi/cost/measurements.js';
import { openFile, readLines } from '../ingest/read-lines.js';
import { uploadCatalogue } from '../ingest/upload.js';
import type { Benchmark, Figure } from './benchmark.js';
import { catalogueFile } from './filled-suite.js';
import { load } from './load.js';
import { processorSeconds } from './processor-time.js';
import { median } from './statistics.js';
import { type SuiteProcess, startSuite } from './suite-process.js';

const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const INGESTED = 2_048;
/** Far from the full hour, at which the schedule would bring in titles of its own. */
const CLOCK = '2026-11-21T00:01:00Z';

interface Measured {
  /** Milliseconds. */
  cpu: number;
  bytes: number;
  perSecond: number;
}

export const capacity: Benchmark = {
  about: `processor time of each kind of request and step, in the functions' own process`,
  async run(context) {
    const file = catalogueFile(context);
    const suite = await startSuite('--limits', 'off', '--clock', CLOCK);
    try {
      const routes = await routesOf(suite, context.say);
      context.say(`${INGESTED} titles through the pipeline`);
      const steps = await stepsOf(suite, file);
      return {
        figures: [
          ...Object.entries(routes).flatMap(([route, measured]) =>
            figuresOf(route as MeasuredRoute, measured),
          ),
          { what: stepFigures.embed.what, value: steps.embed, unit: 'ms' },
          { what: stepFigures.others.what, value: steps.others, unit: 'ms' },
        ],
        chart: {
          title: 'Processor time of a request',
          unit: 'ms',
          kind: 'bars',
          bars: Object.entries(routes).map(([label, { cpu }]) => ({ label, value: cpu })),
        },
      };
    } finally {
      await suite.stop();
    }
  },
};

function figuresOf(route: MeasuredRoute, { cpu, bytes, perSecond }: Measured): Figure[] {
  return [
    { what: routeFigures.cpu(route), value: cpu, unit: 'ms' },
    { what: routeFigures.bytes(route), value: bytes, unit: '' },
    { what: routeFigures.perSecond(route), value: perSecond, unit: '1/s' },
  ];
}

async function routesOf(
  suite: SuiteProcess,
  say: (progress: string) => void,
): Promise<Record<MeasuredRoute, Measured>> {
  const urls = await urlsOf(suite.api);
  const rounds: Record<MeasuredRoute, Measured[]> = Object.fromEntries(
    measuredRoutes.map((route) => [route, [] as Measured[]]),
  ) as Record<MeasuredRoute, Measured[]>;
  for (let round = 1; round <= ROUNDS; round++) {
    say(`round ${round} of ${ROUNDS}`);
    for (const route of measuredRoutes) rounds[route].push(await measure(suite, urls[route]));
  }
  return Object.fromEntries(
    measuredRoutes.map((route) => {
      const of = (name: keyof Measured) => median(rounds[route].map((measured) => measured[name]));
      return [route, { cpu: of('cpu'), bytes: of('bytes'), perSecond: of('perSecond') }];
    }),
  ) as Record<MeasuredRoute, Measured>;
}

/** Warm first, so that the processor time is that of the requests that are counted. */
async function measure(suite: SuiteProcess, urls: readonly string[]): Promise<Measured> {
  const options = { urls, connections: CONNECTIONS };
  await load({ ...options, seconds: WARM_UP_SECONDS, warmUpSeconds: 0 });
  const before = await functionSeconds(suite);
  const { perSecond } = await load({ ...options, seconds: SECONDS, warmUpSeconds: 0 });
  const spent = (await functionSeconds(suite)) - before;
  const sizes = await Promise.all(
    urls.slice(0, 20).map(async (url) => (await (await fetch(url)).arrayBuffer()).byteLength),
  );
  return {
    cpu: (spent * 1_000) / (perSecond * SECONDS),
    bytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    perSecond,
  };
}

/** Of the process that hosts the services which answer requests. */
function functionSeconds({ group }: SuiteProcess): Promise<number> {
  return processorSeconds(group, isHostOf('search'));
}

function isHostOf(service: string): (commandLine: readonly string[]) => boolean {
  return (commandLine) =>
    commandLine.some((part) => part.includes('host-process')) && commandLine.includes(service);
}

async function stepsOf(suite: SuiteProcess, file: string): Promise<{ embed: number; others: number }> {
  const spent = async () => ({
    embed: await processorSeconds(suite.group, isHostOf('ingestion-embed')),
    others: await processorSeconds(suite.group, isHostOf('ingestion-resolve')),
  });
  const answer = await fetch(new URL('/control/token', suite.console), { method: 'POST' });
  const { token } = (await answer.json()) as { token: string };
  const before = await spent();
  await uploadCatalogue(
    { api: suite.api, token },
    { name: 'capacity', provider: 'capacity' },
    first(INGESTED, readLines(openFile(file))),
  );
  await fetch(new URL('/control/drain', suite.console), { method: 'POST' });
  const after = await spent();
  const perTitle = (step: 'embed' | 'others') => ((after[step] - before[step]) * 1_000) / INGESTED;
  return { embed: perTitle('embed'), others: perTitle('others') };
}

async function urlsOf(api: string): Promise<Record<MeasuredRoute, string[]>> {
  const { data } = (await (await fetch(`${api}/api/v1/content/movies?limit=50`)).json()) as {
    data: { id: string; title: string }[];
  };
  const names = data.map(({ title }) => title);
  const with_ = (path: string, values: readonly string[]) =>
    values.map((value) => `${api}${path}${encodeURIComponent(value)}`);
  return {
    'search-titles': with_(
      '/api/v1/search/semantic?q=',
      names.map((name) => `something like ${name} but funny`),
    ),
    'search-faceted': with_('/api/v1/search/faceted?q=', names),
    autocomplete: with_(
      '/api/v1/search/autocomplete?q=',
      names.map((name) => name.slice(0, 4)),
    ),
    'get-title': with_(
      '/api/v1/content/',
      data.map(({ id }) => id),
    ),
    'list-movies': with_('/api/v1/content/movies?limit=', ['10', '20']),
    'list-genres': [`${api}/api/v1/genres`],
  };
}

async function* first<Item>(count: number, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  let given = 0;
  for await (const item of items) {
    if (given++ === count) return;
    yield item;
  }
}
