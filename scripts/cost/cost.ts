import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { services } from '../../functions/manifest.js';
import { defaultProfile } from '../../pulumi/cost/load-profile.js';
import { type BenchmarkFigures, measurementsFrom } from '../../pulumi/cost/measurements.js';
import { prices } from '../../pulumi/cost/prices.js';
import type { Manifest } from '../../shared/function/declare.js';
import { draw } from '../bench/chart.js';
import { type CostReport, chartOf, reportOf } from './report.js';
import { textOf } from './text.js';

const usage = `npm run cost -- [--viewers 100000] [--titles 20000000] [--json]
Prints what a month costs by service and product, what each choice would add or save, and what breaks first.`;
/** Results of benchmarks, which the model reads, and its own. */
const FOLDER = 'docs/benchmarks';
const manifest: Manifest = services;

function arguments_(): { viewers: number; titles: number; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        viewers: { type: 'string', default: String(defaultProfile.viewers) },
        titles: { type: 'string', default: String(defaultProfile.titles) },
        json: { type: 'boolean', default: false },
      },
    });
    return {
      viewers: count('--viewers', values.viewers),
      titles: count('--titles', values.titles),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('. ')[0]}\n${usage}\n`);
    process.exit(2);
  }
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1e9)
    throw new Error(`${flag} takes a whole number from 1 to 1000000000, not ${text}`);
  return value;
}

async function benchmark(name: string): Promise<BenchmarkFigures | undefined> {
  const text = await readFile(`${FOLDER}/${name}.json`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as BenchmarkFigures);
}

async function main(): Promise<void> {
  const { viewers, titles, json } = arguments_();
  const measured = measurementsFrom({
    capacity: await benchmark('capacity'),
    'twenty-million': await benchmark('twenty-million'),
  });
  const report = reportOf(manifest, prices, { profile: { ...defaultProfile, viewers, titles }, measured });
  const plot = await keep(report, viewers === defaultProfile.viewers && titles === defaultProfile.titles);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${textOf(report)}\n\nPlot: ${plot}\n`);
}

/** The figures of the default profile stay with the code; the plot shows all numbers of viewers anyway. */
async function keep(report: CostReport, isDefault: boolean): Promise<string> {
  const plot = `${FOLDER}/cost.svg`;
  if (!isDefault) return `${plot} (of the default profile)`;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(plot, draw(chartOf(report)));
  await writeFile(`${FOLDER}/cost.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  return plot;
}

await main();
