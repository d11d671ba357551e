import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Benchmark, Figure, Report, Target } from './benchmark.js';
import { type LoadResult, load } from './load.js';
import { median } from './statistics.js';
import { serviceUrl } from './suite-control.js';
import { type SuiteProcess, startSuite } from './suite-process.js';
import { titleIds } from './title-ids.js';

const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 3;
const WARM_UP_SECONDS = 1;
/** Far from the full hour, at which the schedule would bring in titles of its own. */
const CLOCK = '2026-11-21T00:01:00Z';

interface Subject {
  label: string;
  urls: readonly string[];
  connections: number;
  /** Whether callers are counted. */
  limited?: true;
  /** Of its requests a second over those of the floor. */
  share?: Target;
  p95?: Target;
}

interface Measured {
  subject: Subject;
  /** Each figure's median over the rounds. */
  result: Pick<LoadResult, 'perSecond' | 'p50' | 'p95' | 'p99'>;
}

/**
 * In the cloud the load balancer talks to a service directly, so the service's own port is the cloud's path; the local
 * entry, one more proxy in the process of all emulators, stands beside it. With limits, requests come from many
 * addresses, in the form in which the load balancer reports them: none is refused, and each makes its one script call.
 */
export const lookup: Benchmark = {
  about: `content lookup at ${CONNECTIONS} connections, over a hello-world on functions-framework`,
  async run({ say }) {
    say('a hello-world and two suites start, one of them without limits');
    const floor = await startHelloWorld();
    const suites = await Promise.all([
      startSuite('--clock', CLOCK, '--limits', 'off'),
      startSuite('--clock', CLOCK, '--limits', 'on'),
    ]);
    try {
      return report(await measure(await subjectsOf(floor.url, suites), say));
    } finally {
      await Promise.all(suites.map((suite) => suite.stop()));
      floor.stop();
    }
  },
};

async function subjectsOf(floor: string, [free, limited]: readonly SuiteProcess[]): Promise<Subject[]> {
  if (!free || !limited) throw new Error('Both suites must run');
  const paths = (await titleIds(free.api)).map((id) => `/api/v1/content/${id}`);
  const [direct, counted] = [await serviceUrl(free, 'catalogue'), await serviceUrl(limited, 'catalogue')];
  const at = (base: string) => paths.map((path) => `${base}${path}`);
  // Its handler answers with a constant: what remains is the framework, the pipeline and the limit.
  const gateway = { label: 'all but the handler, with limits', urls: [`${counted}/api/v1/genres`] };
  const underTen: Target = { atMost: 10 };
  return [
    { label: 'hello-world', urls: [floor], connections: CONNECTIONS },
    {
      label: 'lookup',
      urls: at(direct),
      connections: CONNECTIONS,
      share: { atLeast: 0.3 },
      p95: { atMost: 20 },
    },
    {
      label: 'lookup with limits',
      urls: at(counted),
      connections: CONNECTIONS,
      limited: true,
      share: { atLeast: 0.15 },
      p95: { atMost: 20 },
    },
    { label: 'lookup through the local entry', urls: at(free.api), connections: CONNECTIONS },
    { ...gateway, connections: CONNECTIONS, limited: true, p95: underTen },
    { ...gateway, connections: 1, limited: true, p95: underTen },
  ];
}

async function measure(
  subjects: readonly Subject[],
  say: (progress: string) => void,
): Promise<readonly Measured[]> {
  const rounds = subjects.map((): LoadResult[] => []);
  for (let round = 1; round <= ROUNDS; round++) {
    say(`round ${round} of ${ROUNDS}`);
    for (const [i, { urls, connections, limited }] of subjects.entries()) {
      const options = { urls, connections, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS };
      // Nobody whom an earlier load has counted.
      const clientsIn = `10.${round * subjects.length + i}`;
      rounds[i]?.push(await load({ ...options, ...(limited && { clientsIn }) }));
    }
  }
  return subjects.map((subject, i) => {
    const of = (figure: (result: LoadResult) => number) => median((rounds[i] ?? []).map(figure));
    return {
      subject,
      result: {
        perSecond: of(({ perSecond }) => perSecond),
        p50: of(({ p50 }) => p50),
        p95: of(({ p95 }) => p95),
        p99: of(({ p99 }) => p99),
      },
    };
  });
}

function report(measured: readonly Measured[]): Report {
  const [floor] = measured;
  if (!floor) throw new Error('There is no floor');
  return {
    figures: measured.flatMap((one) => figuresOf(one, floor)),
    chart: {
      title: `Requests a second at ${CONNECTIONS} connections`,
      unit: '1/s',
      kind: 'bars',
      bars: measured
        .filter(({ subject }) => subject.connections === CONNECTIONS)
        .map(({ subject, result }) => ({
          label: subject.label,
          value: result.perSecond,
          ...(subject.share && 'atLeast' in subject.share
            ? { target: subject.share.atLeast * floor.result.perSecond }
            : {}),
        })),
    },
  };
}

function figuresOf({ subject, result }: Measured, floor: Measured): Figure[] {
  const what = `${subject.label}, ${subject.connections} connection${subject.connections === 1 ? '' : 's'}`;
  const over: Figure = {
    what: `${what}, over the ${floor.subject.label}`,
    value: result.perSecond / floor.result.perSecond,
    unit: 'x',
    ...(subject.share && { target: subject.share }),
  };
  return [
    { what: `${what}, answers`, value: result.perSecond, unit: '1/s' },
    ...(subject === floor.subject || subject.connections !== floor.subject.connections ? [] : [over]),
    { what: `${what}, p50`, value: result.p50, unit: 'ms' },
    { what: `${what}, p95`, value: result.p95, unit: 'ms', ...(subject.p95 && { target: subject.p95 }) },
    { what: `${what}, p99`, value: result.p99, unit: 'ms' },
  ];
}

async function startHelloWorld(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/hello-world.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}
