import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { textHash } from './utterances.js';

/** A half-remembered description and the id of the title that was meant. */
export interface JudgedQuery {
  query: string;
  relevant: string;
}

/** @param data folder of `queries-tip-of-the-tongue-{part}.jsonl.gz` */
export function judgedQueries(data: string, part: 'train' | 'validation'): JudgedQuery[] {
  const lines = gunzipSync(readFileSync(join(data, `queries-tip-of-the-tongue-${part}.jsonl.gz`))).toString();
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { query: string; relevant: string[] })
    .flatMap(({ query, relevant: [relevant] }) => (relevant === undefined ? [] : [{ query, relevant }]));
}

/** Of the train queries one in eight, which nothing is learned from: weights are chosen by them. */
export function isHeldOut({ query }: JudgedQuery): boolean {
  return textHash(query) % 8 === 0;
}
