import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bundledCatalogue } from '../../emulators/catalogue/catalogue.js';
import type { KnownNames } from '../../shared/search/known-names.js';
import { parseQuery } from '../../shared/search/parse/parse.js';
import { openFile, readLines } from '../ingest/read-lines.js';
import { cardsOf, namesOf } from './catalogue-names.js';

const usage = 'npm run -s parse:stdio -- [--titles FILE.jsonl[.gz]]';
const Question = z.object({ q: z.string() });

/** One JSON line for each on stdin: what the words of a query were taken to mean. */
async function main(): Promise<void> {
  const names = await catalogueNames(titlesOption());
  const thisYear = new Date().getFullYear();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const question = Question.safeParse(json(line));
    const answer = question.success
      ? parseQuery(question.data.q, names, thisYear)
      : { error: 'Send one JSON object a line, such as {"q":"80s horror on netflix"}.' };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

function titlesOption(): string | undefined {
  try {
    return parseArgs({ options: { titles: { type: 'string' } } }).values.titles;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
  }
}

async function catalogueNames(file: string | undefined): Promise<KnownNames> {
  const lines: unknown[] = file === undefined ? [...bundledCatalogue()] : [];
  if (file !== undefined)
    for await (const { text } of readLines(openFile(file))) lines.push(json(text ?? ''));
  const { cards, rejected } = cardsOf(lines);
  if (rejected > 0)
    process.stderr.write(`${file}: ${rejected} lines are not titles of a catalogue file and are left out.\n`);
  return namesOf(cards);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
