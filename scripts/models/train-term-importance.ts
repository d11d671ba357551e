import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stemmer } from 'stemmer';
import { termNumberOfStem } from '../../shared/search/terms.js';
import { words } from '../../shared/text.js';
import { indexTerms, type TermIndex } from './term-index.js';
import { isHeldOut, judgedQueries } from './tip-of-the-tongue.js';

/** Of a step in the table, as term-importance.ts reads it. */
const STEPS = 50;
/** Descriptions in which a word must be for the table to say something of it. */
const LEAST_SEEN = 3;
/** Titles beside the wanted one that a description is told apart from: the best ones at first, and any. */
const BEST = 150;
const ANY = 50;
const EPOCHS = 3;
const RATE = 0.03;
/** Of the scores, before the softmax. */
const SHARPNESS = 0.3;
/** Pull towards where a word's importance began. */
const PULL = 0.003;
const BATCH = 16;
/** Of the logarithm of a title's votes, beside the words. */
const VOTES = 0.35;

interface Example {
  /** Places in the vocabulary. */
  terms: Int32Array;
  counts: Float32Array;
  /** The wanted title first, then those that it is told apart from; for each the match of each term. */
  matches: Float32Array[];
  votes: Float32Array;
}

const data = process.env['BENCH_DATA'];
if (data === undefined) {
  console.error(
    'Set BENCH_DATA to the folder that has queries-tip-of-the-tongue-train.jsonl.gz and titles.jsonl.gz.',
  );
  process.exit(2);
}
const index = indexTerms(data);
const queries = judgedQueries(data, 'train').filter(
  (judged) => !isHeldOut(judged) && index.place(judged.relevant) !== undefined,
);
const vocabulary = new Map<string, number>();
const seen: number[] = [];
const stemsOf = queries.map(({ query }) => {
  const counts = new Map<number, number>();
  for (const stem of words(query).map(stemmer)) {
    let place = vocabulary.get(stem);
    if (place === undefined) vocabulary.set(stem, (place = vocabulary.size));
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  for (const place of counts.keys()) seen[place] = (seen[place] ?? 0) + 1;
  return counts;
});
const stems = [...vocabulary.keys()];

/** Where learning begins: the fewer descriptions hold a word, the more it says. */
const beginning = Float64Array.from(seen, (count) =>
  Math.log(0.02 + Math.log((queries.length + 1) / (count + 1)) / Math.log(queries.length)),
);
const logImportance = beginning.slice();
const examples = queries.map(({ relevant }, i) => exampleOf(index, relevant, stemsOf[i] ?? new Map()));
learn();
write();

function exampleOf(terms: TermIndex, relevant: string, counts: ReadonlyMap<number, number>): Example {
  const places = Int32Array.from(counts.keys());
  const amounts = Float32Array.from(counts.values(), (count) => 1 + Math.log(count));
  const scores = new Float32Array(terms.titles);
  for (let title = 0; title < scores.length; title++) scores[title] = VOTES * (terms.logVotes[title] ?? 0);
  places.forEach((place, i) => {
    const weight = Math.exp(beginning[place] ?? 0) * (amounts[i] ?? 0);
    terms.each(termNumberOfStem(stems[place] ?? ''), (title, match) => {
      scores[title] = (scores[title] ?? 0) + weight * match;
    });
  });
  const wanted = terms.place(relevant) ?? 0;
  const others = bestOf(scores, BEST).concat(
    Array.from({ length: ANY }, (_, i) => (wanted * 31 + i * 7919) % scores.length),
  );
  const titles = [wanted, ...others.filter((title) => title !== wanted)];
  const columns = new Map(titles.map((title, row) => [title, row]));
  const matches = titles.map(() => new Float32Array(places.length));
  places.forEach((place, i) => {
    terms.each(termNumberOfStem(stems[place] ?? ''), (title, match) => {
      const row = columns.get(title);
      if (row !== undefined) (matches[row] as Float32Array)[i] = match;
    });
  });
  return {
    terms: places,
    counts: amounts,
    matches,
    votes: Float32Array.from(titles, (title) => terms.logVotes[title] ?? 0),
  };
}

function bestOf(scores: Float32Array, count: number): number[] {
  const least = Float32Array.from(scores).sort().at(-count) ?? 0;
  const best: number[] = [];
  for (let title = 0; title < scores.length && best.length < count; title++)
    if ((scores[title] ?? 0) >= least) best.push(title);
  return best;
}

/** Adam (Kingma and Ba 2015) on the softmax of the wanted title's score among the others'. */
function learn(): void {
  const first = new Float64Array(stems.length);
  const second = new Float64Array(stems.length);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    let loss = 0;
    for (let from = 0; from < examples.length; from += BATCH) {
      const gradient = new Float64Array(stems.length);
      const batch = examples.slice(from, from + BATCH);
      for (const example of batch) loss += addGradient(example, gradient);
      step++;
      for (let i = 0; i < stems.length; i++) {
        const slope =
          (gradient[i] ?? 0) / batch.length + PULL * ((logImportance[i] ?? 0) - (beginning[i] ?? 0));
        first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope;
        second[i] = 0.999 * (second[i] ?? 0) + 0.001 * slope * slope;
        const [mean, spread] = [(first[i] ?? 0) / (1 - 0.9 ** step), (second[i] ?? 0) / (1 - 0.999 ** step)];
        logImportance[i] = (logImportance[i] ?? 0) - (RATE * mean) / (Math.sqrt(spread) + 1e-6);
      }
    }
    console.error(`epoch ${epoch + 1}: loss ${(loss / examples.length).toFixed(4)}`);
  }
}

/** @returns the example's loss */
function addGradient({ terms, counts, matches, votes }: Example, gradient: Float64Array): number {
  const weights = Float64Array.from(
    terms,
    (term, i) => Math.exp(logImportance[term] ?? 0) * (counts[i] ?? 0),
  );
  const scores = matches.map((match, row) => {
    let score = VOTES * (votes[row] ?? 0);
    for (let i = 0; i < match.length; i++) score += (match[i] ?? 0) * (weights[i] ?? 0);
    return score * SHARPNESS;
  });
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const sum = shares.reduce((total, share) => total + share, 0);
  matches.forEach((match, row) => {
    const off = SHARPNESS * ((shares[row] ?? 0) / sum - (row === 0 ? 1 : 0));
    for (let i = 0; i < match.length; i++) {
      const term = terms[i] ?? 0;
      gradient[term] = (gradient[term] ?? 0) + off * (match[i] ?? 0) * (weights[i] ?? 0);
    }
  });
  return -Math.log((shares[0] ?? 0) / sum + 1e-9);
}

function write(): void {
  const bySteps = new Map<number, string[]>();
  stems.forEach((stem, place) => {
    const step = Math.round(Math.exp(logImportance[place] ?? 0) * STEPS);
    if ((seen[place] ?? 0) < LEAST_SEEN || step === STEPS) return;
    const same = bySteps.get(step);
    if (same) same.push(stem);
    else bySteps.set(step, [stem]);
  });
  const rows = [...bySteps]
    .sort(([a], [b]) => a - b)
    .map(([step, same]) => `  ${step}: '${same.sort().join(' ')}',`);
  const source = [
    '/** Stems by fiftieths of importance. Written by scripts/models/train-term-importance.ts. */',
    'export const stemsByImportance: Readonly<Record<number, string>> = {',
    ...rows,
    '};',
    '',
  ];
  const file = fileURLToPath(new URL('../../shared/search/term-importance-table.ts', import.meta.url));
  writeFileSync(file, source.join('\n'));
  console.error(`${rows.length} steps, ${source.join('').length} characters`);
}
