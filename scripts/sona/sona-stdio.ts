import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Numbering } from '../../shared/sona/numbering.js';
import { train } from '../../shared/sona/train.js';
import { answerTo, type Served } from './answer.js';
import { contentFrom } from './content.js';
import { openEngine, trainingChance } from './open-engine.js';
import { readEvents } from './read-events.js';

const usage = 'npm run -s sona:stdio -- --train EVENTS.csv [--titles TITLES.jsonl]';

/** Trains the engine on a file of ratings, then answers one JSON line for each on stdin. */
async function main(): Promise<void> {
  const { train: file, titles } = options();
  const served = await serve(file, titles);
  print({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') print(await answered(line, served));
  }
}

/** A fault of ours costs one answer, not the process. */
async function answered(line: string, served: Served): Promise<object> {
  try {
    return await answerTo(line, served, Date.now());
  } catch (error) {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { error: 'This could not be answered; the reason is on stderr.' };
  }
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

function options(): { train: string; titles: string | undefined } {
  const fault = (message: string) => new Error(`${message}\nUsage: ${usage}`);
  try {
    const { values } = parseArgs({ options: { train: { type: 'string' }, titles: { type: 'string' } } });
    if (values.train === undefined) throw new Error('Name the ratings to train on.');
    return { train: values.train, titles: values.titles };
  } catch (error) {
    throw fault(error instanceof Error ? error.message : String(error));
  }
}

async function serve(file: string, titlesFile: string | undefined): Promise<Served> {
  const titles = new Numbering();
  const viewers = new Numbering();
  const events = (await readEvents(file, complain)).map(({ user, item, rating, at }) => ({
    viewer: viewers.numberOf(user),
    title: titles.numberOf(item),
    rating,
    at,
  }));
  const contentOf = titlesFile === undefined ? undefined : await contentFrom(titlesFile, titles);
  const engine = await openEngine(contentOf ? { contentOf } : {});
  train(engine, events, trainingChance());
  return { engine, titles, viewers };
}

function print(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

main().catch((error: unknown) => {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
