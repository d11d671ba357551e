import type { Role } from '../account/roles.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Requests that a role may make in a minute. */
const aMinute = { anonymous: 10, free_user: 60, premium_user: 300, admin: 1_000 } as const;

interface Bucket {
  /** The limit holds in every window of this length, wherever it begins. */
  windowMs: number;
  /** Requests in a window; null where the role has no such limit. */
  limits: Readonly<Record<Role, number | null>>;
  /** While nobody can be asked what other instances have let through. */
  unreachable: 'count alone' | 'refuse';
}

/** What is counted apart. Routes of the manifest name those that their requests fall into. */
export const buckets = {
  common: { windowMs: MINUTE_MS, limits: aMinute, unreachable: 'count alone' },
  /** A request for each letter that somebody types. */
  autocomplete: {
    windowMs: MINUTE_MS,
    limits: { anonymous: 100, free_user: 600, premium_user: 3_000, admin: 10_000 },
    unreachable: 'count alone',
  },
  /**
   * What signs people in: rather nobody signs in than somebody tries everything. One sign-in is half a dozen requests, and
   * each device that waits asks twelve times a minute; a household, or an office, has one address.
   */
  'sign-in': {
    windowMs: MINUTE_MS,
    limits: { anonymous: 120, free_user: 120, premium_user: 300, admin: 1_000 },
    unreachable: 'refuse',
  },
  /** Guesses of the codes that devices show, whoever makes them. */
  'user-code': {
    windowMs: MINUTE_MS,
    limits: { anonymous: 20, free_user: 20, premium_user: 20, admin: 20 },
    unreachable: 'refuse',
  },
  /** For-you recommendations of a free account. */
  'recommendations-daily': {
    windowMs: DAY_MS,
    limits: { anonymous: 10, free_user: 10, premium_user: null, admin: null },
    unreachable: 'count alone',
  },
} as const satisfies Record<string, Bucket>;

export type BucketName = keyof typeof buckets;

/** Null where the role's requests are not counted in this bucket. */
export function limitOf(bucket: BucketName, role: Role): number | null {
  return buckets[bucket].limits[role];
}

/** In milliseconds. */
export function windowOf(bucket: BucketName): number {
  return buckets[bucket].windowMs;
}
