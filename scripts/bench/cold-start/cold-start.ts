import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Suite } from '../../../emulators/suite.js';
import { services } from '../../../functions/manifest.js';
import type { Service } from '../../../shared/function/declare.js';
import { bundleService } from '../../build/bundle.js';
import {
  deployedEnvironment,
  type FirstRequest,
  firstRequests,
  type Kind,
} from '../../build/first-requests.js';
import { Rehearsals } from '../../build/rehearsals.js';
import type { Benchmark, Figure } from '../benchmark.js';
import { median } from '../statistics.js';
import type { ColdStart } from './process.js';

/** Odd, so that the median is one that was measured. */
const ROUNDS = 9;
const FOLDER = 'dist/bench/cold-start';
const DEPLOYED = join(FOLDER, 'deployed');
const NOT_COMPILED = join(FOLDER, 'not-compiled');
const FLOOR = 'hello-world';
const BUNDLED_FLOOR = 'hello-world, bundled';

/** Times the start of an empty function. */
const targets: Readonly<Record<Kind, number>> = {
  'reads Firestore': 3.2,
  'embeds a query': 4,
  neither: 1.8,
};

interface Candidate {
  label: string;
  kind?: Kind;
  coldStart: ColdStart;
}

export const coldStart: Benchmark = {
  about:
    'a fresh process on the bundle that is deployed, until its first valid answer, over an empty function on functions-framework',
  async run({ say }) {
    say('building the bundles');
    const floors = await helloWorlds();
    await buildBundles();
    await using suite = await Suite.start({ fork: true, env: { TMDB_PAGES: '1' } });
    const requests = await firstRequests(suite);
    const candidates = [
      ...floors,
      ...requests.map((request) => candidateOf(request, suite, DEPLOYED)),
      ...requests.map((request) => candidateOf(request, suite, NOT_COMPILED)),
    ];
    const times = await interleaved(candidates, suite, say);
    return reportOf(candidates, times);
  },
};

/** Each service as it is deployed, and as it starts where V8 is another one than that of the build. */
async function buildBundles(): Promise<void> {
  await using rehearsals = new Rehearsals(join(FOLDER, 'compiled'));
  for (const [name, service] of Object.entries<Service>(services)) {
    await bundleService(name, service, DEPLOYED, (folder) => rehearsals.rehearse(name, folder));
    await bundleService(name, service, NOT_COMPILED);
  }
}

/** Every candidate once a round, so that what else the machine does falls on all alike; the first round warms its caches. */
async function interleaved(candidates: readonly Candidate[], suite: Suite, say: (progress: string) => void) {
  const asker = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const times = new Map<string, number[]>();
  let callers = 0;
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      say(round === 0 ? 'one round that does not count' : `round ${round} of ${ROUNDS}`);
      for (const { label, coldStart } of candidates) {
        // A step hands its page on, which must not compete with the next start.
        await suite.drain();
        const milliseconds = await timed(asker, askedBy(callers++, coldStart));
        if (round > 0) times.set(label, [...(times.get(label) ?? []), milliseconds]);
      }
    }
  } finally {
    asker.disconnect();
  }
  return times;
}

/** Somebody else each time, as the load balancer would report them: nobody may search so often. */
function askedBy(caller: number, { ask, ...command }: ColdStart): ColdStart {
  const address = `198.18.${caller >> 8}.${caller & 255}, 192.0.2.1`;
  return { ...command, ask: { ...ask, headers: { ...ask.headers, 'x-forwarded-for': address } } };
}

async function timed(asker: ChildProcess, coldStart: ColdStart): Promise<number> {
  asker.send(coldStart);
  const [answer] = (await once(asker, 'message')) as [number | string];
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

function reportOf(candidates: readonly Candidate[], times: ReadonlyMap<string, readonly number[]>) {
  const medianOf = (label: string) => median(times.get(label) ?? []);
  const ratioOf = (label: string) => medianOf(label) / medianOf(FLOOR);
  const figures = candidates.flatMap(({ label, kind }): Figure[] => {
    const milliseconds: Figure = { what: label, value: medianOf(label), unit: 'ms' };
    if (label === FLOOR) return [milliseconds];
    const target = kind && { atMost: targets[kind] };
    const what = kind ? `${label} (${kind})` : label;
    return [milliseconds, { what, value: ratioOf(label), unit: 'x', ...(target && { target }) }];
  });
  const bars = candidates.map(({ label, kind }) => ({
    label,
    value: ratioOf(label),
    ...(kind && { target: targets[kind] }),
  }));
  const title = 'Cold start to the first valid answer, over hello-world on functions-framework';
  return { figures, chart: { title, unit: 'x', kind: 'bars', bars } as const };
}

function candidateOf({ service, label, kind, ask }: FirstRequest, suite: Suite, bundles: string): Candidate {
  const env = deployedEnvironment(service, suite);
  const coldStart = { command: ['main.js'], folder: join(bundles, service), env, ask };
  if (bundles === DEPLOYED) return { label, kind, coldStart };
  return { label: `${label}, not compiled before`, coldStart };
}

/** The floor as a person deploys it, with its node_modules and the framework's own command; and in one file. */
async function helloWorlds(): Promise<Candidate[]> {
  const folder = join(FOLDER, 'hello-world');
  const bundle = join(folder, 'bundle.cjs');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'index.js'),
    `const { http } = require('@google-cloud/functions-framework');
http('hello-world', (_request, response) => response.json({ hello: 'world' }));
`,
  );
  await writeFile(join(folder, 'package.json'), '{"main":"index.js"}\n');
  await build({
    entryPoints: [fileURLToPath(new URL('../hello-world.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const framework = createRequire(import.meta.url).resolve('@google-cloud/functions-framework');
  const command = join(framework, '../main.js');
  const ask = { method: 'GET', path: '/', headers: {}, status: 200, contains: 'world' } as const;
  const candidate = (label: string, command: string[]): Candidate => ({
    label,
    coldStart: { command, folder, env: {}, ask },
  });
  return [candidate(FLOOR, [command, '--target=hello-world']), candidate(BUNDLED_FLOOR, ['bundle.cjs'])];
}
