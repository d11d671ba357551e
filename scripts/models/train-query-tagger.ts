import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KnownNames } from '../../shared/search/known-names.js';
import { findClues } from '../../shared/search/parse/clues.js';
import { featuresOf } from '../../shared/search/parse/features.js';
import { withGenresRight } from '../../shared/search/parse/spelling.js';
import { tag, taggedSlots } from '../../shared/search/parse/tagger.js';
import { readTagger, writeTagger } from '../../shared/search/parse/tagger-model.js';
import { type Token, tokenise } from '../../shared/search/parse/tokens.js';
import { cardsOf, namesOf } from '../parse/catalogue-names.js';
import { type Example, train } from './conditional-random-field.js';
import { shortQueries } from './short-queries.js';
import {
  readJsonLines,
  scoreSpans,
  taggedSpans,
  textHash,
  type Utterance,
  utterances,
} from './utterances.js';

/** Steps of a weight in the file, chosen so that an int8 holds the largest. */
const SCALE = 0.08;

function readTokens(words: readonly string[]): Token[] {
  return withGenresRight(tokenise(words.join(' ')));
}

function exampleOf({ tokens, tags }: Utterance, names: KnownNames): Example {
  const read = readTokens(tokens);
  const numbers = new Array<number>(read.length).fill(0);
  for (const { slot, from, to } of taggedSpans(tags)) {
    const first = 1 + 2 * taggedSlots.indexOf(slot);
    for (let i = from; i < to; i++) numbers[i] = i === from ? first : first + 1;
  }
  return { features: featuresOf(read, findClues(read, names)), tags: numbers };
}

const data = process.env['BENCH_DATA'];
if (data === undefined) {
  console.error('Set BENCH_DATA to the folder that has utterances-slots-train.jsonl.gz and titles.jsonl.gz.');
  process.exit(2);
}
const { cards } = cardsOf(readJsonLines(join(data, 'titles.jsonl.gz')));
const names = namesOf(cards);
const tuning = process.argv.includes('--tune');
const all = utterances(data).train;
const isDevelopment = ({ tokens }: Utterance) => textHash(`tune ${tokens.join(' ')}`) % 5 === 0;
const development = all.filter(isDevelopment);
const training = tuning ? all.filter((one) => !isDevelopment(one)) : all;
const examples = [...training, ...shortQueries(cards)].map((one) => exampleOf(one, names));

const trained = train(examples, { epochs: 8, rate: 0.04, penalty: 1e-3, leastSeen: 3 }, (epoch) =>
  console.error(`epoch ${epoch}`),
);
const kept = writeTagger(trained.weights, trained.transitions, SCALE);
const model = readTagger(kept);
if (tuning) {
  const tokens = development.map((one) => readTokens(one.tokens));
  console.table(
    scoreSpans(
      tokens.map((read) => tag(read, findClues(read, names), model).spans),
      development.map(({ tags }) => taggedSpans(tags)),
    ),
  );
} else {
  const file = fileURLToPath(new URL('../../shared/search/parse/tagger-weights.ts', import.meta.url));
  const source = [
    "import type { KeptTagger } from './tagger-model.js';",
    '',
    '/** Written by scripts/models/train-query-tagger.ts. */',
    'export const keptTagger: KeptTagger = {',
    `  scale: ${kept.scale},`,
    `  transitions: ${JSON.stringify(kept.transitions)},`,
    `  rows: '${kept.rows}',`,
    '};',
    '',
  ];
  writeFileSync(file, source.join('\n'));
}
console.error(`${trained.weights.size} features, ${kept.rows.length} characters`);
