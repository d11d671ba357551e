import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Benchmark, met, type Report, Skipped } from './benchmark.js';
import { benchmarks } from './benchmarks.js';
import { draw } from './chart.js';
import { type Machine, thisMachine } from './machine.js';
import { table } from './table.js';

const usage = `npm run bench -- [NAME...] [--json]
Names: ${Object.keys(benchmarks).join(', ')}; all of them when none is named.`;
/** Results of the last run, kept with the code that gave them. */
const FOLDER = 'docs/benchmarks';

type Outcome = { name: string; about: string } & (
  | { skipped: string }
  | ({ machine: Machine; plot: string } & Report)
);

async function main(): Promise<void> {
  const { names, json } = arguments_();
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const outcome = await measure(name);
    outcomes.push(outcome);
    if (!json) process.stdout.write(`${text(outcome)}\n\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ benchmarks: outcomes })}\n`);
}

function arguments_(): { names: string[]; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.filter((name) => !(name in benchmarks));
    if (unknown.length > 0) throw new Error(`There is no benchmark "${unknown.join('", "')}"`);
    return { names: positionals.length > 0 ? positionals : Object.keys(benchmarks), json: values.json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}

async function measure(name: string): Promise<Outcome> {
  const benchmark = (await benchmarks[name]?.()) as Benchmark;
  const machine = thisMachine();
  const say = (progress: string) => process.stderr.write(`${name}: ${progress}\n`);
  try {
    const report = await benchmark.run({ data: process.env.BENCH_DATA, say });
    const plot = `${FOLDER}/${name}.svg`;
    await mkdir(FOLDER, { recursive: true });
    await writeFile(plot, draw(report.chart));
    const outcome = { name, about: benchmark.about, machine, plot, ...report };
    await writeFile(`${FOLDER}/${name}.json`, `${JSON.stringify(withMet(outcome), undefined, 2)}\n`);
    return withMet(outcome);
  } catch (error) {
    if (error instanceof Skipped) return { name, about: benchmark.about, skipped: error.message };
    throw error;
  }
}

function withMet<Measured extends Report>(outcome: Measured): Measured {
  return {
    ...outcome,
    figures: outcome.figures.map((figure) =>
      figure.target ? { ...figure, met: met(figure) ?? false } : figure,
    ),
  };
}

function text(outcome: Outcome): string {
  const title = `${outcome.name}: ${outcome.about}`;
  if ('skipped' in outcome) return `${title}\nSKIPPED: ${outcome.skipped}`;
  const { processor, cores, node, load } = outcome.machine;
  return `${title}
${processor}, ${cores} cores, Node ${node}, load ${load}

${table(outcome.figures)}

Plot: ${outcome.plot}`;
}

await main();
