import { randomUUID } from 'node:crypto';
import type { Benchmark, Figure, Target } from '../benchmark.js';
import { load } from '../load.js';
import { percentile } from '../statistics.js';
import { control } from '../suite-control.js';
import { type SuiteProcess, startSuite } from '../suite-process.js';
import { titleIds } from '../title-ids.js';
import { type Asker, openViewers, posted } from './viewers.js';

/** Far from the hours at which schedules run. */
const CLOCK = '2026-11-21T01:01:00Z';
const FOR_YOU = '/api/v1/recommendations/for-you';
const DECIDE = '/api/v1/recommendations/decide';
const FEEDBACK = '/api/v1/feedback';
const run = { seconds: 4, warmUpSeconds: 2, connections: 1 };
/** Situations that are asked for in turns. */
const situations = [
  '',
  'time=evening&device=tv',
  'company=family',
  'mood=funny&minutes=110',
  'genres=drama',
  'time=night&company=alone',
];
const STREAMS = 60;
const TOLD = 40;
/** Nothing that was told takes longer to show. */
const SHOWN_WITHIN_MS = 10_000;

export const recommendations: Benchmark = {
  about:
    'recommendations over HTTP through the public entry, one client, the catalogue of `npm start`: lists, events, decisions, and how soon feedback shows',
  async run({ say }) {
    say('a suite starts, people sign in and choose');
    const suite = await startSuite('--clock', CLOCK, '--limits', 'off');
    try {
      await control(suite, 'POST', '/control/schedules/write-catalogue-artefact/run');
      const askers = await openViewers(suite, await titleIds(suite.api));
      const figures: Figure[] = [];
      for (const asker of askers) {
        say(`a viewer with ${asker.choices} choices`);
        figures.push(...(await listed(suite, asker)), ...(await streamed(suite, asker)));
      }
      const [, some] = askers;
      if (some) figures.push(...(await told(suite, some)));
      return {
        figures,
        chart: {
          title: 'At one client, p95',
          unit: 'ms',
          kind: 'bars',
          bars: figures
            .filter(({ what }) => what.endsWith('p95'))
            .map(({ what, value, target }) => ({
              label: what.replace(/, p95$/, ''),
              value,
              ...(target && 'atMost' in target && { target: target.atMost }),
            })),
        },
      };
    } finally {
      await suite.stop();
    }
  },
};

async function listed({ api }: SuiteProcess, { choices, headers }: Asker): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of [
    ['for you', FOR_YOU],
    ['decide', DECIDE],
  ] as const) {
    const urls = situations.map((situation) => `${api}${path}?${situation}`);
    const { p50, p95, p99 } = await load({ urls, headers, ...run });
    figures.push(...timesOf(`${name}, after ${choices} choices`, { p50, p95, p99 }, { atMost: 100 }));
  }
  return figures;
}

/** From the request until an event has come, and until the last has. */
async function streamed({ api }: SuiteProcess, { choices, headers }: Asker): Promise<Figure[]> {
  const times = { first: [] as number[], last: [] as number[] };
  for (let i = 0; i < STREAMS; i++) {
    const began = performance.now();
    const answer = await fetch(`${api}${FOR_YOU}?${situations[i % situations.length]}`, {
      headers: { ...headers, accept: 'text/event-stream' },
    });
    const decoder = new TextDecoder();
    let text = '';
    let first = Number.NaN;
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (Number.isNaN(first) && text.includes('\n\n')) first = performance.now() - began;
    }
    if (!text.includes('event: list')) throw new Error(`The stream ended early: ${text.slice(-200)}`);
    times.first.push(first);
    times.last.push(performance.now() - began);
  }
  return [
    ...timesOf(`first event, after ${choices} choices`, percentiles(times.first), { atMost: 200 }),
    ...timesOf(`last event, after ${choices} choices`, percentiles(times.last)),
  ];
}

/** The first title of the list is rated, until a list comes without it. */
async function told(suite: SuiteProcess, { headers }: Asker): Promise<Figure[]> {
  const times = { accepted: [] as number[], shown: [] as number[] };
  for (let i = 0; i < TOLD; i++) {
    const title = await firstOf(suite, headers);
    const event = { id: randomUUID(), type: 'rated', title, rating: 5 };
    const began = performance.now();
    await posted(suite, FEEDBACK, headers, JSON.stringify({ events: [event] }));
    const accepted = performance.now();
    while ((await firstOf(suite, headers)) === title)
      if (performance.now() - accepted > SHOWN_WITHIN_MS) throw new Error('What was told did not show');
    times.accepted.push(accepted - began);
    times.shown.push(performance.now() - accepted);
  }
  return [
    ...timesOf('feedback accepted', percentiles(times.accepted), { atMost: 100 }),
    ...timesOf('from feedback accepted to a changed list', percentiles(times.shown)),
  ];
}

async function firstOf({ api }: SuiteProcess, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${api}${FOR_YOU}?limit=10`, { headers });
  const { data } = (await answer.json()) as { data: { id: string }[] };
  const [first] = data;
  if (!first) throw new Error(`There is nothing to rate: ${answer.status}`);
  return first.id;
}

interface Times {
  p50: number;
  p95: number;
  p99: number;
}

function percentiles(values: readonly number[]): Times {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
  };
}

function timesOf(what: string, { p50, p95, p99 }: Times, target?: Target): Figure[] {
  return [
    { what: `${what}, p50`, value: p50, unit: 'ms' },
    { what: `${what}, p95`, value: p95, unit: 'ms', ...(target && { target }) },
    { what: `${what}, p99`, value: p99, unit: 'ms' },
  ];
}
