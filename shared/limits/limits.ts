import type { Role } from '../account/roles.js';

/** Limits hold in every window of this length, wherever it begins. */
export const WINDOW_MS = 60_000;

/** Requests that a role may make in a window. */
const perWindow: Readonly<Record<Role, number>> = {
  anonymous: 10,
  free_user: 60,
  premium_user: 300,
  admin: 1_000,
};

interface Bucket {
  /** Of the role's limit. */
  times: number;
  /** While nobody can be asked what other instances have let through. */
  unreachable: 'count alone' | 'refuse';
}

/** What is counted apart. A route of the manifest names the one that its requests fall into. */
export const buckets = {
  common: { times: 1, unreachable: 'count alone' },
  /** A request for each letter that somebody types. */
  autocomplete: { times: 10, unreachable: 'count alone' },
  /** Guesses of codes and passwords: rather nobody signs in than somebody tries them all. */
  'sign-in': { times: 1, unreachable: 'refuse' },
} as const satisfies Record<string, Bucket>;

export type BucketName = keyof typeof buckets;

export function limitOf(bucket: BucketName, role: Role): number {
  return perWindow[role] * buckets[bucket].times;
}
