import { type AskKind, asksOf, DAYS, pagesOf, sessionsOf, titlesOfPage } from './load-profile.js';
import type { MeasuredRoute } from './measurements.js';
import type { Amounts, Assumptions, RouteLoad } from './workload.js';

/** Five operators who look once in each hour of their working day. */
const OPERATOR_CALLS = 5 * 8 * 22;
/** One page in a thousand fails five times. */
const DEAD_SHARE = 0.001;
const MESSAGE_BYTES = 1_000;
/** Of what is told of titles: so much goes together. */
const ONE_IN_THREE = 1 / 3;
/** Of a hundred thousand viewers, in a month. */
const EXPORTS = 500;
const DELETIONS = 500;
/** Milliseconds of waiting of a step: a transaction or an upsert of a page, working files, a message. */
const STEP_WAIT_MS = 600;
const HOURS = 24 * DAYS;

/** A viewer's request. @param share of the requests of its kind @param like the route whose measurement counts */
function viewers(kind: AskKind, share: number, like: MeasuredRoute): RouteLoad {
  return {
    calls: ({ profile }) => asksOf(profile, kind) * share,
    cpuMs: ({ measured }) => measured.routes[like].cpu,
    answerBytes: ({ measured }) => measured.routes[like].bytes,
    cached: ({ cached }) => cached[kind] ?? 0,
  };
}

function monthly(calls: number, like: MeasuredRoute): RouteLoad {
  return {
    calls: () => calls,
    cpuMs: ({ measured }) => measured.routes[like].cpu,
    answerBytes: ({ measured }) => measured.routes[like].bytes,
    cached: () => 0,
  };
}

/** A household, its tombstone and the memory of the write. */
const aWrite = (): Amounts => ({ 'firestore-reads': 3, 'firestore-writes': 2 });

/** What clients told of a session, as one message. */
const reported: RouteLoad = {
  ...monthly(0, 'list-genres'),
  calls: ({ profile }) => sessionsOf(profile),
  answerBytes: () => null,
  each: () => ({ 'pubsub-bytes': MESSAGE_BYTES, 'upstash-commands': 1 }),
};

/** A step of ingestion: one call for each page of changed titles. */
function pages(titleCpuMs: (assumptions: Assumptions) => number, each: RouteLoad['each']): RouteLoad {
  return {
    calls: ({ profile }) => pagesOf(profile),
    cpuMs: (all) => titleCpuMs(all) * titlesOfPage(all.profile),
    answerBytes: () => null,
    cached: () => 0,
    waitMs: STEP_WAIT_MS,
    ...(each && { each }),
  };
}

/** Steps beside embedding, which share what was measured of them together. */
const OTHER_STEPS = 4;
const oneOfTheOthers = ({ measured }: Assumptions) => measured.steps.others / OTHER_STEPS;
/** Only changed words are embedded. */
const embedding = ({ profile, measured }: Assumptions) => measured.steps.embed * profile.changedWords;

/** What every step does: a message in and one out, files, and a note of its progress. */
function step({ reads = 0, writes = 0, puts = 1, gets = 1 }): Amounts {
  return {
    'pubsub-bytes': 2 * MESSAGE_BYTES,
    'firestore-reads': reads + 1,
    'firestore-writes': writes + 1,
    'storage-writes': puts,
    'storage-reads': gets,
  };
}

/** Documents of a page: the mix of changes of the profile. */
function documents({ profile, measured }: Assumptions, kind: 'Reads' | 'Writes'): number {
  const { pipeline } = measured;
  const words = profile.changedWords;
  return titlesOfPage(profile) * (words * pipeline[`text${kind}`] + (1 - words) * pipeline[`offers${kind}`]);
}

/** Embedding reads each title once, indexing reads it twice and notes it; resolution does the rest (the steps' code). */
const embedReads = ({ profile }: Assumptions) => titlesOfPage(profile);
const indexReads = ({ profile }: Assumptions) => 2 * titlesOfPage(profile);
const indexWrites = ({ profile }: Assumptions) => titlesOfPage(profile);
const resolveReads = (all: Assumptions) => documents(all, 'Reads') - embedReads(all) - indexReads(all);
const resolveWrites = (all: Assumptions) => documents(all, 'Writes') - indexWrites(all);

/**
 * How often every route of the manifest is called and what that costs, by the route's name. A route that is missing here
 * fails the test of gaps.ts.
 */
export const routeLoads: Readonly<Record<string, RouteLoad>> = {
  'search-titles': viewers('search', 0.8, 'search-titles'),
  'search-titles-by-post': viewers('search', 0.05, 'search-titles'),
  'search-titles-for-seed-clients': viewers('search', 0.01, 'search-titles'),
  'search-faceted': viewers('search', 0.14, 'search-faceted'),
  autocomplete: viewers('autocomplete', 1, 'autocomplete'),

  'get-title': viewers('lookup', 0.949, 'get-title'),
  'get-title-graph': viewers('lookup', 0.001, 'list-movies'),
  'get-title-by-external-id': viewers('lookup', 0.05, 'get-title'),
  'list-movies': viewers('listing', 0.2, 'list-movies'),
  'list-tv': viewers('listing', 0.2, 'list-movies'),
  'list-trending': viewers('listing', 0.1, 'list-movies'),
  'discover-movies': viewers('listing', 0.1, 'list-movies'),
  'discover-tv': viewers('listing', 0.1, 'list-movies'),
  'discover-popular': viewers('listing', 0.1, 'list-movies'),
  'list-genres': viewers('listing', 0.05, 'list-genres'),
  'list-platforms': viewers('listing', 0.05, 'list-genres'),
  'get-platform-catalogue': viewers('listing', 0.1, 'list-movies'),
  /** Two hundred candidates are scored and a hundred titles read. */
  'recommend-for-you': viewers('recommendations', 0.59, 'search-faceted'),
  'recommend-for-seed-clients': viewers('recommendations', 0.01, 'search-faceted'),
  // Of those who let it be decided some are several.
  decide: viewers('recommendations', 0.035, 'search-faceted'),
  'decide-together': viewers('recommendations', 0.015, 'search-faceted'),
  'recommend-trending': viewers('recommendations', 0.15, 'list-movies'),
  'recommend-similar': viewers('recommendations', 0.2, 'search-faceted'),

  'recommend-onboarding': viewers('sign-in', 0.01, 'search-titles'),
  // Clients gather what a session has to tell.
  'give-feedback': {
    ...viewers('feedback', ONE_IN_THREE, 'get-title'),
    each: () => ({ 'pubsub-bytes': MESSAGE_BYTES }),
  },
  'sona-learn': {
    ...viewers('feedback', ONE_IN_THREE, 'search-faceted'),
    answerBytes: () => null,
    each: () => ({
      'pubsub-bytes': MESSAGE_BYTES,
      'firestore-reads': 2,
      'firestore-writes': 1,
      'upstash-commands': 2,
    }),
  },
  // A thousand tastes and households, and a minute of training (assumed).
  'sona-train': {
    ...monthly(HOURS / 6, 'list-genres'),
    answerBytes: () => null,
    cpuMs: () => 60_000,
    each: () => ({ 'firestore-reads': 2_000, 'storage-reads': 1, 'storage-writes': 2 }),
  },

  // Once in a session; views are a third of what it reports.
  'report-events': {
    calls: ({ profile }) => sessionsOf(profile),
    cpuMs: ({ measured }) => measured.routes['list-genres'].cpu,
    answerBytes: () => 100,
    cached: () => 0,
    each: () => ({ 'pubsub-bytes': 3 * MESSAGE_BYTES }),
  },

  // A session begins with a refresh; a sign-in in full, with its half a dozen requests, is rare.
  'refresh-tokens': viewers('sign-in', 0.2, 'get-title'),
  'issue-token': viewers('sign-in', 0.3, 'get-title'),
  authorize: viewers('sign-in', 0.05, 'get-title'),
  'resume-authorization': viewers('sign-in', 0.05, 'get-title'),
  'show-interaction': viewers('sign-in', 0.05, 'list-genres'),
  'choose-provider': viewers('sign-in', 0.05, 'list-genres'),
  'return-from-provider': viewers('sign-in', 0.05, 'list-genres'),
  'finish-sign-in': viewers('sign-in', 0.05, 'get-title'),
  'answer-consent': viewers('sign-in', 0.01, 'get-title'),
  'start-sign-in': viewers('sign-in', 0.05, 'list-genres'),
  'sign-out': viewers('sign-in', 0.02, 'get-title'),
  'revoke-token': viewers('sign-in', 0.01, 'get-title'),
  'switch-account': viewers('sign-in', 0.001, 'get-title'),
  'start-device': viewers('sign-in', 0.005, 'get-title'),
  'start-device-for-seed-clients': viewers('sign-in', 0.001, 'get-title'),
  'poll-device': viewers('sign-in', 0.01, 'get-title'),
  'show-device-page': viewers('sign-in', 0.005, 'list-genres'),
  'enter-user-code': viewers('sign-in', 0.01, 'get-title'),
  'resume-device': viewers('sign-in', 0.005, 'get-title'),
  'register-client': monthly(2_000, 'get-title'),
  'discover-authorization-server': monthly(100_000, 'list-genres'),
  'discover-openid': monthly(100_000, 'list-genres'),
  'list-signing-keys': monthly(100_000, 'list-genres'),

  home: monthly(10_000, 'list-genres'),
  health: monthly(60 * HOURS, 'list-genres'),
  healthz: monthly(0, 'list-genres'),
  openapi: monthly(10_000, 'list-movies'),
  reference: monthly(10_000, 'list-genres'),

  // Settings are looked at when somebody begins, and hardly ever changed.
  'get-profile': viewers('sign-in', 0.1, 'get-title'),
  'get-preferences': viewers('sign-in', 0.1, 'list-genres'),
  'change-preferences': { ...viewers('sign-in', 0.01, 'get-title'), each: aWrite },
  'get-privacy': viewers('sign-in', 0.005, 'list-genres'),
  'change-privacy': { ...viewers('sign-in', 0.001, 'get-title'), each: aWrite },
  'list-profiles': viewers('sign-in', 0.1, 'get-title'),
  'add-profile': { ...viewers('sign-in', 0.001, 'get-title'), each: aWrite },
  'change-profile': { ...viewers('sign-in', 0.001, 'get-title'), each: aWrite },
  'delete-profile': { ...viewers('sign-in', 0.0005, 'get-title'), each: aWrite },
  'export-my-data': monthly(EXPORTS, 'list-movies'),
  'delete-my-account': monthly(DELETIONS, 'get-title'),
  'forget-account': { ...monthly(DELETIONS, 'list-movies'), answerBytes: () => null },
  'forget-accounts': {
    ...monthly(6 * HOURS, 'list-genres'),
    answerBytes: () => null,
    each: () => ({ 'firestore-reads': 1 }),
  },

  'list-users': monthly(OPERATOR_CALLS, 'list-movies'),
  'get-user': monthly(OPERATOR_CALLS, 'get-title'),
  'change-user': monthly(OPERATOR_CALLS, 'get-title'),
  'delete-user': monthly(20, 'get-title'),
  'list-deletions': monthly(OPERATOR_CALLS, 'list-movies'),
  'list-audit-entries': monthly(OPERATOR_CALLS, 'list-movies'),
  'search-success': monthly(OPERATOR_CALLS, 'list-genres'),
  'recommendation-click-through': monthly(OPERATOR_CALLS, 'list-genres'),
  'daily-viewers': monthly(OPERATOR_CALLS, 'list-genres'),

  'list-runs': monthly(OPERATOR_CALLS, 'list-genres'),
  'start-run': monthly(20, 'list-genres'),
  'get-run': monthly(OPERATOR_CALLS, 'list-genres'),
  'list-rejects': monthly(OPERATOR_CALLS, 'list-genres'),
  'upload-page': monthly(1_000, 'list-movies'),
  'finish-upload': monthly(10, 'list-genres'),
  'list-dead-letters': monthly(OPERATOR_CALLS, 'list-genres'),
  'redrive-dead-letters-now': monthly(20, 'list-genres'),

  'request-runs': { ...monthly(HOURS, 'list-genres'), answerBytes: () => null },
  'plan-run': { ...monthly(HOURS, 'list-movies'), answerBytes: () => null, waitMs: 30_000 },
  'fetch-page': pages(oneOfTheOthers, () => step({ gets: 2 })),
  'normalise-page': pages(oneOfTheOthers, () => step({})),
  'resolve-page': pages(oneOfTheOthers, (all) =>
    step({ reads: resolveReads(all), writes: resolveWrites(all) }),
  ),
  'embed-page': pages(embedding, (all) => step({ reads: embedReads(all) })),
  'index-page': pages(oneOfTheOthers, (all) =>
    step({ reads: indexReads(all), writes: indexWrites(all), puts: 0, gets: 2 }),
  ),
  'write-catalogue-artefact': {
    ...monthly(HOURS * 60, 'list-genres'),
    answerBytes: () => null,
    // Every minute; in the two of each hour in which titles have changed it reads 300,000 titles (ten seconds, assumed) and
    // makes their artefact (sixteen, docs/scale.md).
    cpuMs: () => (2 / 60) * 26_000,
    each: () => ({ 'upstash-commands': 1, 'storage-reads': 1, 'storage-writes': 2 / 60 }),
  },
  'write-audit-entry': {
    ...monthly(0, 'list-genres'),
    calls: ({ profile }) => asksOf(profile, 'sign-in'),
    answerBytes: () => null,
    each: () => ({ 'pubsub-bytes': 2 * MESSAGE_BYTES }),
  },
  'bump-cache-generation': {
    ...monthly(0, 'list-genres'),
    calls: ({ profile }) => pagesOf(profile),
    answerBytes: () => null,
    // The message names its titles.
    each: ({ profile }) => ({ 'pubsub-bytes': 2 * 60 * titlesOfPage(profile), 'upstash-commands': 1 }),
  },
  'count-views': {
    ...monthly(0, 'list-genres'),
    calls: ({ profile }) => sessionsOf(profile),
    answerBytes: () => null,
    each: () => ({ 'pubsub-bytes': MESSAGE_BYTES, 'upstash-commands': 1 }),
  },
  'count-shown': reported,
  'count-opened': reported,
  'count-viewers': reported,
  'forget-views': {
    ...monthly(2 * HOURS, 'list-genres'),
    answerBytes: () => null,
    each: () => ({ 'upstash-commands': 1 }),
  },
  'keep-dead-letter': {
    ...monthly(0, 'list-genres'),
    calls: ({ profile }) => pagesOf(profile) * DEAD_SHARE,
    answerBytes: () => null,
    each: () => ({ 'pubsub-bytes': 2 * MESSAGE_BYTES, 'firestore-writes': 2, 'firestore-reads': 1 }),
  },
  'redrive-dead-letters': {
    ...monthly(12 * HOURS, 'list-genres'),
    answerBytes: () => null,
    each: () => ({ 'firestore-reads': 1 }),
  },
};
