import { badRequest, formatError } from './errors.js';
import { isObject } from './json-path.js';
import { type Hit, type Precedence, TopK } from './top-k.js';

/** Merges ranked lists, each best first, into a score for every row in them. */
export type Fusion = (lists: Hit[][]) => Map<number, number>;

/** The product's own default. */
const RRF_K = 2;

/** Reads `{fusion}` or `{rrf}`; undefined where the query is neither. */
export function parseFusion(query: unknown): Fusion | undefined {
  if (!isObject(query)) return undefined;
  if (isObject(query['rrf'])) return parseRrf(query['rrf']);
  switch (query['fusion']) {
    case undefined:
      return undefined;
    case 'rrf':
      return (lists) => reciprocalRanks(lists, RRF_K, []);
    case 'dbsf':
      return distributionScores;
    default:
      throw formatError(`unknown variant \`${String(query['fusion'])}\`, expected \`rrf\` or \`dbsf\``);
  }
}

/** The best of the merged rows. */
export function rankFused(scores: Map<number, number>, limit: number, precedes: Precedence): Hit[] {
  const top = new TopK(limit, precedes);
  for (const [row, score] of scores) top.offer(row, score);
  return top.ranked();
}

function parseRrf({ k, weights }: Record<string, unknown>): Fusion {
  const list = Array.isArray(weights) ? weights.map(Number) : [];
  return (lists) => {
    if (list.length > 0 && list.length !== lists.length) {
      throw badRequest(
        `Number of weights in RRF should match number of pre-fetches: got ${list.length}, expected ${lists.length}`,
      );
    }
    return reciprocalRanks(lists, typeof k === 'number' ? k : RRF_K, list);
  };
}

/** A row at place p (from 0) of a list of weight w scores 1 / ((p + 1) / w + k - 1), as the server documents. */
function reciprocalRanks(lists: Hit[][], k: number, weights: number[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const [i, list] of lists.entries()) {
    const weight = weights[i] ?? 1;
    for (const [place, { row }] of list.entries()) {
      const score = weight > 0 ? 1 / ((place + 1) / weight + k - 1) : 0;
      scores.set(row, (scores.get(row) ?? 0) + score);
    }
  }
  return scores;
}

/** Maps each list's mean plus and minus three standard deviations to 0 and 1, and adds up. */
function distributionScores(lists: Hit[][]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const list of lists) {
    const normalize = normalizer(list);
    for (const { row, score } of list) scores.set(row, (scores.get(row) ?? 0) + normalize(score));
  }
  return scores;
}

function normalizer(list: Hit[]): (score: number) => number {
  const mean = list.reduce((sum, hit) => sum + hit.score, 0) / list.length;
  const squares = list.reduce((sum, hit) => sum + (hit.score - mean) ** 2, 0);
  const deviation = list.length > 1 ? Math.sqrt(squares / (list.length - 1)) : 0;
  if (deviation === 0) return () => 0.5;
  // Lists are best first: where scores rise, they are distances.
  const sign = (list[0]?.score ?? 0) < (list.at(-1)?.score ?? 0) ? -1 : 1;
  return (score) => 0.5 + (sign * (score - mean)) / (6 * deviation);
}
