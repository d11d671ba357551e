import { createHash } from 'node:crypto';

/** Two records of which somebody says that they speak of one thing: the id of each. */
export type Pair = readonly [string, string];

export interface Scores {
  found: number;
  true: number;
  precision: number;
  recall: number;
  f1: number;
}

/** How well the pairs that were found agree with those that are true. */
export function scoresOf(found: readonly Pair[], truth: readonly Pair[]): Scores {
  const [foundKeys, trueKeys] = [found, truth].map((pairs) => new Set(pairs.map((pair) => pair.join('\n'))));
  const right = [...(foundKeys ?? [])].filter((key) => trueKeys?.has(key)).length;
  const precision = right / found.length;
  const recall = right / truth.length;
  return {
    found: found.length,
    true: truth.length,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
  };
}

/** The half of the records on which rules are chosen, or the other one, on which they are judged. */
export function halfOf(id: string): 'chosen on' | 'held out' {
  const [first = 0] = createHash('sha256').update(id).digest();
  return first % 2 === 0 ? 'chosen on' : 'held out';
}

/** One line of a report on stderr, where the test runner leaves it alone. */
export function report(what: string, scores: Scores): void {
  const [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map((x) => x.toFixed(3));
  process.stderr.write(
    `${what}: precision ${precision}, recall ${recall}, F1 ${f1} (${scores.found} found, ${scores.true} true)\n`,
  );
}
