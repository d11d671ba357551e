import type { Amounts } from './workload.js';

export interface PortCost {
  /** What one use costs in meters; products that are paid for by size (Qdrant) have none. */
  each: Amounts;
  /**
   * Milliseconds until it answers, in one region: assumed from what the products' users report, since nothing local
   * can tell.
   */
  waitMs: number;
}

const NOTHING: PortCost = { each: {}, waitMs: 0 };

/**
 * Every port that a function may use, and what it costs to use it once for a viewer's request. A port that is missing
 * here fails the test of gaps.ts.
 */
export const portCosts: Readonly<Record<string, PortCost>> = {
  accessTokens: NOTHING,
  accounts: { each: { 'firestore-reads': 1 }, waitMs: 10 },
  /** The person's key, and the entry. */
  auditLog: { each: { 'firestore-reads': 1, 'firestore-writes': 1 }, waitMs: 30 },
  /** What a request for a token does: a code or token, its grant, and the next one. */
  authorizationServer: {
    each: { 'firestore-reads': 3, 'firestore-writes': 2, 'pubsub-bytes': 1_000 },
    waitMs: 60,
  },
  blobs: { each: { 'storage-reads': 1 }, waitMs: 30 },
  cacheGeneration: { each: { 'upstash-commands': 1 }, waitMs: 3 },
  catalogueArtefact: NOTHING,
  catalogueFacets: NOTHING,
  deadLetters: { each: { 'firestore-writes': 1 }, waitMs: 15 },
  embedder: NOTHING,
  events: { each: { 'pubsub-bytes': 1_000 }, waitMs: 20 },
  figures: { each: { 'upstash-commands': 1 }, waitMs: 3 },
  forgotten: { each: { 'firestore-reads': 1 }, waitMs: 10 },
  /** Its command is on the bill of every request, also of those that a cache answers (plannedOfRequest). */
  frontDoor: { each: {}, waitMs: 3 },
  frozenLists: { each: { 'upstash-commands': 1 }, waitMs: 3 },
  /** Its documents are on the bill of every signed-in request (plannedOfRequest), also of those that a cache answers. */
  households: { each: {}, waitMs: 10 },
  operators: NOTHING,
  /** Every store is asked for what it holds of one person. */
  personalData: {
    each: { 'firestore-reads': 40, 'firestore-writes': 20, 'upstash-commands': 1 },
    waitMs: 500,
  },
  providers: { each: {}, waitMs: 300 },
  /** Off unless configured; a model's own price is on its provider's bill. */
  queryReader: NOTHING,
  /** Held in memory; looked for once a minute. */
  recommendationBase: NOTHING,
  revocations: { each: { 'upstash-commands': 1 }, waitMs: 3 },
  roleGrants: NOTHING,
  runs: { each: { 'firestore-reads': 1, 'firestore-writes': 1 }, waitMs: 15 },
  scorer: NOTHING,
  shownLists: { each: { 'upstash-commands': 2 }, waitMs: 3 },
  signInProviders: { each: {}, waitMs: 200 },
  /** Kept near; what changes one is with its route. */
  tastes: { each: { 'upstash-commands': 1 }, waitMs: 3 },
  titleIndex: { each: {}, waitMs: 15 },
  titles: { each: { 'firestore-reads': 1 }, waitMs: 10 },
  viewCounts: { each: { 'upstash-commands': 1 }, waitMs: 3 },
};
