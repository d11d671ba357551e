/** What a viewer asks for; each manifest route answers one of them. */
export const askKinds = [
  'search',
  'autocomplete',
  'lookup',
  'listing',
  'recommendations',
  'sync',
  'playback',
  'feedback',
  'sign-in',
  'agent',
] as const;
export type AskKind = (typeof askKinds)[number];

/** Who uses the system and how much, and the choices of an operator that a bill depends on. */
export interface LoadProfile {
  /** People who use it at least once in a month. */
  viewers: number;
  /** Share of them on an average day. */
  dailyShare: number;
  /** Of one who is there that day. */
  sessionsADay: number;
  sessionMinutes: number;
  /** Requests of one session, by kind. */
  asks: Readonly<Record<AskKind, number>>;
  /** Share of requests that a cached answer serves. */
  cached: Readonly<Partial<Record<AskKind, number>>>;
  /** Busiest minutes over the average of the month. */
  peakFactor: number;

  titles: number;
  /** Offers of a title on average over all: most of a long tail has none. */
  offersOfTitle: number;
  /** Share of titles that providers report as changed in an hour. */
  changedAnHour: number;
  /** Share of those changes that touch words or facts, so that vectors are made anew; the rest are offers. */
  changedWords: number;
  /** Titles of a page of 128, on average: a change feed does not fill every one. */
  pageFill: number;

  /** Whether the manifest's minimum instances wait. */
  warm: boolean;
  /** Share of requests whose log lines are kept. */
  logged: number;
  /** Share of requests whose trace is kept. */
  traced: number;
  /** Bytes of an answer that leave, over its JSON: 0.2 once answers are compressed. */
  compressed: number;
  /** Point-in-time recovery of seven days. */
  recovery: boolean;
  qdrant: {
    replicas: number;
    /** int8 in memory and the originals on disk; float32 in memory when false. */
    quantised: boolean;
    /** Where the payload index of terms lies, by which keyword matches are counted. */
    termsOnDisk: boolean;
  };
  /** Upstash's pack for production: several zones and a promise of availability. */
  upstashProduction: boolean;
  /** Share of sessions that listen to PubNub: signed in, and with another device to be in step with. */
  listening: number;
  /** Share of changes that are published: 1 unless those of viewers without a second device are kept back. */
  published: number;
  /** Whether PubNub tells who is there: two events a session. */
  presence: boolean;
  /** Life of a PubNub token; a session that lasts longer takes another. */
  tokenMinutes: number;
  /** Seconds between heartbeats that clients publish; null is the design: presence is PubNub's own. */
  heartbeatSeconds: number | null;
}

/**
 * No figure here is measured: there are no viewers yet. Reasons: a quarter of monthly viewers a day and a session and a half
 * are what streaming applications report; choosing takes a dozen minutes and, typing included, some ten requests of
 * suggestions; the evening has four times the average. 1.2% of titles change a day, mostly what can be watched where.
 */
export const defaultProfile: LoadProfile = {
  viewers: 100_000,
  dailyShare: 0.25,
  sessionsADay: 1.4,
  sessionMinutes: 45,
  asks: {
    search: 3,
    autocomplete: 10,
    lookup: 5,
    listing: 3,
    recommendations: 2,
    sync: 4,
    playback: 4,
    feedback: 3,
    'sign-in': 3,
    agent: 0.2,
  },
  cached: { search: 0.2, autocomplete: 0.5, lookup: 0.5, listing: 0.9 },
  peakFactor: 4,
  titles: 20_000_000,
  offersOfTitle: 2,
  changedAnHour: 0.0005,
  changedWords: 0.2,
  pageFill: 0.6,
  warm: true,
  logged: 1,
  traced: 0.1,
  compressed: 1,
  recovery: true,
  qdrant: { replicas: 2, quantised: true, termsOnDisk: true },
  upstashProduction: false,
  listening: 0.6,
  published: 1,
  presence: true,
  tokenMinutes: 15,
  heartbeatSeconds: null,
};

export const DAYS = 365 / 12;
export const SECONDS = DAYS * 86_400;

export function sessionsOf({ viewers, dailyShare, sessionsADay }: LoadProfile): number {
  return viewers * dailyShare * sessionsADay * DAYS;
}

/** Requests of a kind in a month. */
export function asksOf(profile: LoadProfile, kind: AskKind): number {
  return sessionsOf(profile) * profile.asks[kind];
}

/** Messages of each step in a month: pages of changed titles. */
export function pagesOf(profile: LoadProfile): number {
  return (profile.titles * profile.changedAnHour * 24 * DAYS) / titlesOfPage(profile);
}

export function titlesOfPage({ pageFill }: LoadProfile): number {
  return 128 * pageFill;
}
