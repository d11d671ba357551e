/* eslint-disable max-lines -- One literal, out of which a bundle cuts its service (scripts/build/only-service.ts). */
import { accountDeleted } from '../shared/event/account-events.js';
import { auditRecorded } from '../shared/event/audit-events.js';
import { titleChanged } from '../shared/event/catalogue-events.js';
import { deadLetters } from '../shared/event/dead-letters.js';
import { feedbackGiven } from '../shared/event/feedback-events.js';
import {
  pageEmbedded,
  pageFetched,
  pageNormalised,
  pagePlanned,
  pageResolved,
} from '../shared/event/ingestion-events.js';
import { runRequested } from '../shared/event/run-events.js';
import { resultOpened, searchAnswered, titleViewed, viewersSeen } from '../shared/event/viewer-events.js';
import {
  type Manifest,
  type Method,
  onMessage,
  onRequest,
  onSchedule,
  type RequestRoute,
} from '../shared/function/declare.js';
import type { BucketName } from '../shared/limits/limits.js';

const readers = 'viewers cannot look titles up';
const searchers = 'viewers cannot search';
const operators = 'operators cannot see or start ingestion';
const managers = 'administrators cannot look after accounts';
const business = 'nobody sees how the business goes';
const settings = 'viewers cannot see or change what they have told us';
const unlearned = 'recommendations do not learn from what viewers do';
const lingering = 'what is held of deleted accounts goes late';
const stale = 'the catalogue stops getting fresher';

/** Answers that others may be given too, in seconds; what viewers look at moves trending lists, so those are made anew. */
const listing = { seconds: 5, whenHot: 30 } as const;
const details = { seconds: 300 } as const;
/** Made from the catalogue artefact, of which there may be a newer one each minute. */
const likeness = { seconds: 30 } as const;

/** Of a step of ingestion, which waits for messages and may take its time. */
const step = {
  audience: 'private',
  tier: 2,
  cpu: 1,
  memory: '512Mi',
  concurrency: 4,
  min: 0,
  max: 5,
  timeoutSeconds: 120,
} as const;

/** Of what signs people in: an expired access token that comes along is no reason to refuse them. */
const signIn = {
  permission: 'service:read',
  limit: 'sign-in',
  credentials: 'own',
  impact: 'nobody can sign in',
} as const;

/** What OAuth 2.0 and OpenID Connect describe. Documents that stay the same may be read as often as anybody likes. */
function protocol(method: Method, path: string, limit: BucketName | null = signIn.limit): RequestRoute {
  return onRequest(method, path, {
    uses: ['authorizationServer'],
    load: async () => (await import('./auth/answer-protocol.js')).answerProtocol,
    ...signIn,
    limit,
  });
}

/**
 * Every deployed function. A service is one Cloud Run function; its routes are the functions that it hosts.
 * What is hot or scales on its own is a service alone; rarely called functions of one domain share one.
 */
export const services = {
  search: {
    audience: 'public',
    tier: 1,
    cpu: 2,
    memory: '2Gi',
    concurrency: 20,
    min: 1,
    max: 80,
    timeoutSeconds: 30,
    prefixes: ['/api/v1/search', '/api/search'],
    routes: {
      'search-titles': onRequest('GET', '/api/v1/search/semantic', {
        uses: [
          'catalogueArtefact',
          'catalogueFacets',
          'titleIndex',
          'embedder',
          'frozenLists',
          'queryReader',
        ],
        load: async () => (await import('./search/search-titles.js')).searchTitles,
        permission: 'search:read',
        cache: listing,
        impact: searchers,
      }),
      'search-titles-by-post': onRequest('POST', '/api/v1/search', {
        uses: [
          'catalogueArtefact',
          'catalogueFacets',
          'titleIndex',
          'embedder',
          'frozenLists',
          'queryReader',
        ],
        load: async () => (await import('./search/search-titles.js')).searchTitlesByPost,
        permission: 'search:read',
        impact: searchers,
      }),
      'search-titles-for-seed-clients': onRequest('POST', '/api/search', {
        uses: [
          'catalogueArtefact',
          'catalogueFacets',
          'titleIndex',
          'embedder',
          'frozenLists',
          'queryReader',
        ],
        load: async () => (await import('./search/search-titles.js')).searchTitlesByPost,
        permission: 'search:read',
        impact: searchers,
      }),
      'search-faceted': onRequest('GET', '/api/v1/search/faceted', {
        uses: ['catalogueArtefact', 'catalogueFacets', 'titleIndex', 'frozenLists'],
        load: async () => (await import('./search/search-faceted.js')).searchFaceted,
        permission: 'search:read',
        cache: listing,
        impact: searchers,
      }),
      autocomplete: onRequest('GET', '/api/v1/search/autocomplete', {
        uses: ['catalogueArtefact', 'titleIndex'],
        load: async () => (await import('./search/autocomplete.js')).autocomplete,
        permission: 'search:read',
        limit: 'autocomplete',
        impact: 'the search box suggests nothing',
      }),
    },
  },

  catalogue: {
    audience: 'public',
    tier: 1,
    cpu: 1,
    // Holds the catalogue artefact, and while it loads a newer one two of them.
    memory: '1Gi',
    concurrency: 80,
    min: 1,
    max: 20,
    timeoutSeconds: 30,
    prefixes: ['/api/v1/content', '/api/v1/discover', '/api/v1/platforms', '/api/v1/genres'],
    routes: {
      'get-title': onRequest('GET', '/api/v1/content/{id}', {
        uses: ['titles'],
        load: async () => (await import('./catalogue/get-title.js')).getTitle,
        permission: 'content:read',
        cache: details,
        impact: readers,
      }),
      'get-title-graph': onRequest('GET', '/api/v1/content/{id}/graph', {
        uses: ['catalogueArtefact', 'titleIndex', 'titles'],
        load: async () => (await import('./catalogue/get-title-graph.js')).getTitleGraph,
        permission: 'content:read',
        cache: likeness,
        impact: 'viewers do not see how titles are connected',
      }),
      'get-title-by-external-id': onRequest('GET', '/api/v1/content/external/{source}/{id}', {
        uses: ['titles'],
        load: async () => (await import('./catalogue/get-title-by-external-id.js')).getTitleByExternalId,
        permission: 'content:read',
        cache: details,
        impact: readers,
      }),
      'list-movies': onRequest('GET', '/api/v1/content/movies', {
        uses: ['titleIndex'],
        load: async () => (await import('./catalogue/list-titles.js')).listMovies,
        permission: 'content:read',
        cache: listing,
        impact: readers,
      }),
      'list-tv': onRequest('GET', '/api/v1/content/tv', {
        uses: ['titleIndex'],
        load: async () => (await import('./catalogue/list-titles.js')).listTv,
        permission: 'content:read',
        cache: listing,
        impact: readers,
      }),
      'list-trending': onRequest('GET', '/api/v1/content/trending', {
        uses: ['titleIndex', 'viewCounts'],
        load: async () => (await import('./catalogue/list-titles.js')).listTrending,
        permission: 'trending:read',
        impact: 'viewers do not see what is trending',
      }),
      'discover-movies': onRequest('GET', '/api/v1/discover/movies', {
        uses: ['titleIndex'],
        load: async () => (await import('./catalogue/discover-titles.js')).discoverMovies,
        permission: 'content:read',
        cache: listing,
        impact: readers,
      }),
      'discover-tv': onRequest('GET', '/api/v1/discover/tv', {
        uses: ['titleIndex'],
        load: async () => (await import('./catalogue/discover-titles.js')).discoverTv,
        permission: 'content:read',
        cache: listing,
        impact: readers,
      }),
      'discover-popular': onRequest('GET', '/api/v1/discover/popular', {
        uses: ['titleIndex', 'viewCounts'],
        load: async () => (await import('./catalogue/discover-titles.js')).discoverPopular,
        permission: 'content:read',
        impact: readers,
      }),
      'list-genres': onRequest('GET', '/api/v1/genres', {
        uses: [],
        load: async () => (await import('./catalogue/list-genres.js')).listGenres,
        permission: 'content:read',
        impact: 'clients cannot offer genres to choose from',
      }),
      'list-platforms': onRequest('GET', '/api/v1/platforms', {
        uses: [],
        load: async () => (await import('./catalogue/list-platforms.js')).listPlatforms,
        permission: 'platforms:read',
        impact: 'clients cannot offer platforms to choose from',
      }),
      'get-platform-catalogue': onRequest('GET', '/api/v1/platforms/{platform_id}/catalog', {
        uses: ['titleIndex'],
        load: async () => (await import('./catalogue/get-platform-catalogue.js')).getPlatformCatalogue,
        permission: 'platforms:read',
        cache: listing,
        impact: readers,
      }),
    },
  },

  recommendations: {
    audience: 'public',
    tier: 1,
    cpu: 1,
    memory: '1Gi',
    concurrency: 40,
    min: 1,
    max: 60,
    timeoutSeconds: 30,
    prefixes: ['/api/v1/recommendations', '/api/recommendations', '/api/v1/feedback', '/api/v1/events'],
    routes: {
      'recommend-for-you': onRequest('GET', '/api/v1/recommendations/for-you', {
        uses: [
          'catalogueArtefact',
          'recommendationBase',
          'scorer',
          'shownLists',
          'tastes',
          'titleIndex',
          'viewCounts',
        ],
        load: async () => (await import('./recommendations/for-you.js')).recommendForYou,
        permission: 'recommendations:general',
        quota: 'recommendations-daily',
        impact: 'viewers are recommended nothing',
      }),
      'recommend-for-seed-clients': onRequest('POST', '/api/recommendations', {
        uses: [
          'catalogueArtefact',
          'recommendationBase',
          'scorer',
          'shownLists',
          'tastes',
          'titleIndex',
          'viewCounts',
        ],
        load: async () => (await import('./recommendations/for-you.js')).recommendForYouByPost,
        permission: 'recommendations:general',
        quota: 'recommendations-daily',
        impact: 'viewers are recommended nothing',
      }),
      decide: onRequest('GET', '/api/v1/recommendations/decide', {
        uses: [
          'catalogueArtefact',
          'recommendationBase',
          'scorer',
          'shownLists',
          'tastes',
          'titleIndex',
          'viewCounts',
        ],
        load: async () => (await import('./recommendations/decide.js')).decide,
        permission: 'recommendations:general',
        quota: 'recommendations-daily',
        impact: 'nobody is helped to decide',
      }),
      'recommend-onboarding': onRequest('GET', '/api/v1/recommendations/onboarding', {
        uses: ['catalogueArtefact', 'titleIndex'],
        load: async () => (await import('./recommendations/onboarding.js')).recommendOnboarding,
        permission: 'recommendations:general',
        cache: likeness,
        impact: 'newcomers cannot say what they like',
      }),
      'give-feedback': onRequest('POST', '/api/v1/feedback', {
        uses: ['events', 'titleIndex'],
        load: async () => (await import('./recommendations/give-feedback.js')).giveFeedback,
        permission: 'ratings:write',
        impact: unlearned,
      }),
      'recommend-trending': onRequest('GET', '/api/v1/recommendations/trending', {
        uses: ['titleIndex', 'viewCounts'],
        load: async () => (await import('./recommendations/recommend-trending.js')).recommendTrending,
        permission: 'trending:read',
        impact: 'viewers do not see what is trending',
      }),
      'recommend-similar': onRequest('GET', '/api/v1/recommendations/similar/{id}', {
        uses: ['catalogueArtefact', 'titleIndex', 'titles'],
        load: async () => (await import('./recommendations/recommend-similar.js')).recommendSimilar,
        permission: 'content:read',
        cache: likeness,
        impact: 'viewers do not see what is like a title',
      }),
      'report-events': onRequest('POST', '/api/v1/events', {
        uses: ['events'],
        load: async () => (await import('./events/report-events.js')).reportEvents,
        permission: 'events:report',
        impact: 'what viewers look at does not count',
      }),
    },
  },

  auth: {
    audience: 'public',
    tier: 1,
    cpu: 1,
    memory: '512Mi',
    concurrency: 40,
    min: 1,
    max: 20,
    timeoutSeconds: 30,
    prefixes: [
      '/api/v1/auth',
      '/device',
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
      '/.well-known/jwks.json',
    ],
    routes: {
      'discover-authorization-server': protocol('GET', '/.well-known/oauth-authorization-server', null),
      'discover-openid': protocol('GET', '/.well-known/openid-configuration', null),
      'list-signing-keys': protocol('GET', '/.well-known/jwks.json', null),
      authorize: protocol('GET', '/api/v1/auth/authorize'),
      'resume-authorization': protocol('GET', '/api/v1/auth/authorize/{uid}'),
      'issue-token': protocol('POST', '/api/v1/auth/token'),
      'revoke-token': protocol('POST', '/api/v1/auth/revoke'),
      'register-client': protocol('POST', '/api/v1/auth/register'),
      'start-device': protocol('POST', '/api/v1/auth/device/code'),
      'start-device-for-seed-clients': protocol('POST', '/api/v1/auth/device'),
      'poll-device': protocol('GET', '/api/v1/auth/device/poll'),
      'switch-account': protocol('POST', '/api/v1/auth/session/end/confirm'),
      'show-device-page': protocol('GET', '/device'),
      'resume-device': protocol('GET', '/device/{uid}'),
      'enter-user-code': onRequest('POST', '/device', {
        uses: ['authorizationServer', 'frontDoor'],
        load: async () => (await import('./auth/enter-user-code.js')).enterUserCode,
        ...signIn,
      }),
      'show-interaction': onRequest('GET', '/api/v1/auth/interaction/{uid}', {
        uses: ['authorizationServer', 'signInProviders'],
        load: async () => (await import('./auth/interaction.js')).showInteraction,
        ...signIn,
      }),
      'choose-provider': onRequest('GET', '/api/v1/auth/interaction/{uid}/with/{provider}', {
        uses: ['authorizationServer', 'signInProviders'],
        load: async () => (await import('./auth/interaction.js')).chooseProvider,
        ...signIn,
      }),
      'answer-consent': onRequest('POST', '/api/v1/auth/interaction/{uid}/consent', {
        uses: ['authorizationServer', 'signInProviders'],
        load: async () => (await import('./auth/interaction.js')).answerConsent,
        ...signIn,
      }),
      'return-from-provider': onRequest('GET', '/api/v1/auth/callback/{provider}', {
        uses: ['signInProviders'],
        load: async () => (await import('./auth/return-from-provider.js')).returnFromProvider,
        ...signIn,
      }),
      'finish-sign-in': onRequest('GET', '/api/v1/auth/interaction/{uid}/from/{provider}', {
        uses: ['accounts', 'authorizationServer', 'events', 'roleGrants', 'signInProviders'],
        load: async () => (await import('./auth/return-from-provider.js')).finishSignIn,
        ...signIn,
      }),
      'start-sign-in': onRequest('POST', '/api/v1/auth/login', {
        uses: [],
        load: async () => (await import('./auth/start-sign-in.js')).startSignIn,
        ...signIn,
      }),
      'refresh-tokens': onRequest('POST', '/api/v1/auth/refresh', {
        uses: ['authorizationServer'],
        load: async () => (await import('./auth/refresh-tokens.js')).refreshTokens,
        ...signIn,
      }),
      'sign-out': onRequest('POST', '/api/v1/auth/logout', {
        uses: ['authorizationServer', 'events'],
        load: async () => (await import('./auth/sign-out.js')).signOut,
        ...signIn,
      }),
    },
  },

  viewer: {
    audience: 'public',
    tier: 1,
    cpu: 1,
    memory: '512Mi',
    concurrency: 40,
    min: 0,
    max: 10,
    timeoutSeconds: 60,
    prefixes: ['/api/v1/user'],
    routes: {
      'get-profile': onRequest('GET', '/api/v1/user/profile', {
        uses: ['accounts'],
        load: async () => (await import('./viewer/get-profile.js')).getProfile,
        permission: 'preferences:read',
        impact: settings,
      }),
      'get-preferences': onRequest('GET', '/api/v1/user/preferences', {
        uses: [],
        load: async () => (await import('./viewer/preferences.js')).getPreferences,
        permission: 'preferences:read',
        impact: settings,
      }),
      'change-preferences': onRequest('PATCH', '/api/v1/user/preferences', {
        uses: ['households'],
        load: async () => (await import('./viewer/preferences.js')).changePreferences,
        permission: 'preferences:write',
        impact: settings,
      }),
      'get-privacy': onRequest('GET', '/api/v1/user/privacy', {
        uses: [],
        load: async () => (await import('./viewer/privacy.js')).getPrivacy,
        permission: 'preferences:read',
        impact: settings,
      }),
      'change-privacy': onRequest('PATCH', '/api/v1/user/privacy', {
        uses: ['households'],
        load: async () => (await import('./viewer/privacy.js')).changePrivacy,
        permission: 'account:manage',
        impact: settings,
      }),
      'list-profiles': onRequest('GET', '/api/v1/user/profiles', {
        uses: ['households'],
        load: async () => (await import('./viewer/profiles.js')).listProfiles,
        permission: 'preferences:read',
        impact: settings,
      }),
      'add-profile': onRequest('POST', '/api/v1/user/profiles', {
        uses: ['households'],
        load: async () => (await import('./viewer/profiles.js')).addProfile,
        permission: 'account:manage',
        impact: settings,
      }),
      'change-profile': onRequest('PATCH', '/api/v1/user/profiles/{id}', {
        uses: ['households'],
        load: async () => (await import('./viewer/profiles.js')).changeProfile,
        permission: 'account:manage',
        impact: settings,
      }),
      'delete-profile': onRequest('DELETE', '/api/v1/user/profiles/{id}', {
        uses: ['households', 'tastes'],
        load: async () => (await import('./viewer/profiles.js')).deleteProfile,
        permission: 'account:manage',
        impact: settings,
      }),
      'export-my-data': onRequest('GET', '/api/v1/user/export', {
        uses: ['events', 'personalData'],
        load: async () => (await import('./viewer/my-data.js')).exportMyData,
        permission: 'account:manage',
        impact: 'nobody gets what is held about them',
      }),
      'delete-my-account': onRequest('DELETE', '/api/v1/user', {
        uses: ['accounts', 'events', 'revocations'],
        load: async () => (await import('./viewer/my-data.js')).deleteMyAccount,
        permission: 'account:manage',
        impact: 'nobody can delete their account',
      }),
    },
  },

  site: {
    audience: 'public',
    tier: 2,
    cpu: 1,
    memory: '512Mi',
    concurrency: 80,
    min: 0,
    max: 4,
    timeoutSeconds: 30,
    prefixes: ['/'],
    routes: {
      home: onRequest('GET', '/', {
        uses: [],
        load: async () => (await import('./site/home.js')).home,
        permission: 'service:read',
        limit: null,
        impact: 'newcomers find no way in',
      }),
      health: onRequest('GET', '/health', {
        uses: ['titles', 'titleIndex'],
        load: async () => (await import('./site/health.js')).health,
        permission: 'service:read',
        limit: null,
        impact: 'monitoring sees nothing',
      }),
      healthz: onRequest('GET', '/healthz', {
        uses: ['titles', 'titleIndex'],
        load: async () => (await import('./site/health.js')).health,
        permission: 'service:read',
        limit: null,
        impact: 'monitoring sees nothing',
      }),
      openapi: onRequest('GET', '/openapi.json', {
        uses: [],
        load: async () => (await import('./site/openapi.js')).openapi,
        permission: 'service:read',
        limit: null,
        impact: 'developers cannot generate clients',
      }),
      reference: onRequest('GET', '/docs', {
        uses: [],
        load: async () => (await import('./site/reference.js')).reference,
        permission: 'service:read',
        limit: null,
        impact: 'developers cannot read the reference',
      }),
    },
  },

  admin: {
    audience: 'public',
    tier: 2,
    cpu: 1,
    memory: '512Mi',
    concurrency: 20,
    min: 0,
    max: 2,
    timeoutSeconds: 60,
    prefixes: ['/api/v1/admin'],
    routes: {
      'list-runs': onRequest('GET', '/api/v1/admin/ingestion/runs', {
        uses: ['runs'],
        load: async () => (await import('./admin/list-runs.js')).listRuns,
        permission: 'ingestion:manage',
        impact: operators,
      }),
      'start-run': onRequest('POST', '/api/v1/admin/ingestion/runs', {
        uses: ['events', 'providers', 'runs'],
        load: async () => (await import('./admin/start-run.js')).startRun,
        permission: 'ingestion:manage',
        impact: operators,
      }),
      'get-run': onRequest('GET', '/api/v1/admin/ingestion/runs/{run}', {
        uses: ['runs'],
        load: async () => (await import('./admin/get-run.js')).getRun,
        permission: 'ingestion:manage',
        impact: operators,
      }),
      'list-rejects': onRequest('GET', '/api/v1/admin/ingestion/runs/{run}/pages/{page}/rejects', {
        uses: ['blobs', 'runs'],
        load: async () => (await import('./admin/list-rejects.js')).listRejects,
        permission: 'ingestion:manage',
        impact: operators,
      }),
      'upload-page': onRequest('PUT', '/api/v1/admin/ingestion/runs/{run}/pages/{page}', {
        uses: ['blobs', 'events', 'runs'],
        load: async () => (await import('./admin/upload-page.js')).uploadPage,
        permission: 'ingestion:manage',
        impact: 'operators cannot bring in a catalogue file',
      }),
      'finish-upload': onRequest('PUT', '/api/v1/admin/ingestion/runs/{run}', {
        uses: ['events', 'runs'],
        load: async () => (await import('./admin/finish-upload.js')).finishUpload,
        permission: 'ingestion:manage',
        impact: 'operators cannot bring in a catalogue file',
      }),
      'list-dead-letters': onRequest('GET', '/api/v1/admin/dead-letters', {
        uses: ['deadLetters'],
        load: async () => (await import('./admin/list-dead-letters.js')).listDeadLetters,
        permission: 'ingestion:manage',
        impact: 'operators do not learn of messages that failed',
      }),
      'redrive-dead-letters-now': onRequest('POST', '/api/v1/admin/dead-letters/redrive', {
        uses: ['deadLetters', 'events'],
        load: async () => (await import('./admin/redrive-dead-letters.js')).redriveDeadLettersNow,
        permission: 'ingestion:manage',
        impact: 'messages that failed wait for their own time',
      }),
      'list-users': onRequest('GET', '/api/v1/admin/users', {
        uses: ['accounts', 'events'],
        load: async () => (await import('./users/list-users.js')).listUsers,
        permission: 'users:manage',
        impact: managers,
      }),
      'get-user': onRequest('GET', '/api/v1/admin/users/{id}', {
        uses: ['accounts', 'events'],
        load: async () => (await import('./users/manage-user.js')).getUser,
        permission: 'users:manage',
        impact: managers,
      }),
      'change-user': onRequest('PATCH', '/api/v1/admin/users/{id}', {
        uses: ['accounts', 'events', 'revocations'],
        load: async () => (await import('./users/manage-user.js')).changeUser,
        permission: 'users:manage',
        impact: managers,
      }),
      'delete-user': onRequest('DELETE', '/api/v1/admin/users/{id}', {
        uses: ['accounts', 'events', 'revocations'],
        load: async () => (await import('./users/manage-user.js')).deleteUser,
        permission: 'users:manage',
        impact: managers,
      }),
      'list-audit-entries': onRequest('GET', '/api/v1/admin/audit', {
        uses: ['auditLog', 'events'],
        load: async () => (await import('./users/list-audit-entries.js')).listAuditEntries,
        permission: 'users:manage',
        impact: 'administrators cannot see what happened',
      }),
      'search-success': onRequest('GET', '/api/v1/admin/analytics/search-success', {
        uses: ['figures'],
        load: async () => (await import('./analytics/business-figures.js')).searchSuccess,
        permission: 'analytics:read',
        impact: business,
      }),
      'recommendation-click-through': onRequest(
        'GET',
        '/api/v1/admin/analytics/recommendation-click-through',
        {
          uses: ['figures'],
          load: async () => (await import('./analytics/business-figures.js')).recommendationClickThrough,
          permission: 'analytics:read',
          impact: business,
        },
      ),
      'daily-viewers': onRequest('GET', '/api/v1/admin/analytics/daily-viewers', {
        uses: ['figures'],
        load: async () => (await import('./analytics/business-figures.js')).dailyViewers,
        permission: 'analytics:read',
        impact: business,
      }),
    },
  },

  'ingestion-plan': {
    ...step,
    max: 1,
    timeoutSeconds: 540,
    routes: {
      'request-runs': onSchedule(
        { cron: '0 * * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['events', 'providers'],
          load: async () => (await import('./ingestion/request-runs.js')).requestRuns,
          impact: stale,
        },
      ),
      'plan-run': onMessage(runRequested, {
        uses: ['blobs', 'events', 'providers', 'runs'],
        load: async () => (await import('./ingestion/plan-run.js')).planRun,
        impact: stale,
      }),
    },
  },

  'ingestion-fetch': {
    ...step,
    max: 1,
    timeoutSeconds: 540,
    routes: {
      'fetch-page': onMessage(pagePlanned, {
        uses: ['blobs', 'events', 'providers', 'runs'],
        load: async () => (await import('./ingestion/fetch-page.js')).fetchPage,
        impact: stale,
      }),
    },
  },

  'ingestion-normalise': {
    ...step,
    routes: {
      'normalise-page': onMessage(pageFetched, {
        uses: ['blobs', 'events', 'runs'],
        load: async () => (await import('./ingestion/normalise-page.js')).normalisePage,
        impact: stale,
      }),
    },
  },

  'ingestion-resolve': {
    ...step,
    memory: '1Gi',
    concurrency: 2,
    routes: {
      'resolve-page': onMessage(pageNormalised, {
        uses: ['blobs', 'events', 'runs', 'titles'],
        load: async () => (await import('./ingestion/resolve-page.js')).resolvePage,
        impact: stale,
      }),
    },
  },

  'ingestion-embed': {
    ...step,
    cpu: 2,
    memory: '1Gi',
    // While the encoder works on one page, the next one is read.
    concurrency: 2,
    routes: {
      'embed-page': onMessage(pageResolved, {
        uses: ['blobs', 'embedder', 'events', 'runs', 'titles'],
        load: async () => (await import('./ingestion/embed-page.js')).embedPage,
        impact: stale,
      }),
    },
  },

  'ingestion-index': {
    ...step,
    memory: '1Gi',
    concurrency: 2,
    routes: {
      'index-page': onMessage(pageEmbedded, {
        uses: ['blobs', 'events', 'runs', 'titleIndex', 'titles'],
        load: async () => (await import('./ingestion/index-page.js')).indexPage,
        impact: stale,
      }),
    },
  },

  audit: {
    ...step,
    concurrency: 20,
    max: 2,
    routes: {
      'write-audit-entry': onMessage(auditRecorded, {
        uses: ['auditLog'],
        load: async () => (await import('./audit/write-audit-entry.js')).writeAuditEntry,
        impact: 'evidence of sign-ins and of what administrators do comes late',
      }),
    },
  },

  privacy: {
    ...step,
    max: 1,
    routes: {
      'forget-account': onMessage(accountDeleted, {
        uses: ['forgotten', 'personalData', 'revocations'],
        load: async () => (await import('./privacy/forget-account.js')).forgetAccount,
        impact: lingering,
      }),
      'forget-accounts': onSchedule(
        { cron: '*/10 * * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['forgotten', 'personalData', 'revocations'],
          load: async () => (await import('./privacy/forget-account.js')).forgetAccounts,
          impact: lingering,
        },
      ),
    },
  },

  learning: {
    ...step,
    memory: '1Gi',
    max: 10,
    timeoutSeconds: 540,
    routes: {
      'sona-learn': onMessage(feedbackGiven, {
        uses: ['catalogueArtefact', 'recommendationBase', 'tastes'],
        load: async () => (await import('./learning/learn.js')).learn,
        impact: unlearned,
      }),
      'sona-train': onSchedule(
        { cron: '15 */6 * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['households', 'recommendationBase', 'tastes'],
          load: async () => (await import('./learning/train.js')).train,
          impact: 'recommendations follow what viewers do as it was days ago',
        },
      ),
    },
  },

  upkeep: {
    ...step,
    memory: '1Gi',
    concurrency: 20,
    max: 2,
    routes: {
      'write-catalogue-artefact': onSchedule(
        { cron: '* * * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['cacheGeneration', 'catalogueArtefact', 'titleIndex'],
          load: async () => (await import('./upkeep/write-catalogue-artefact.js')).writeCatalogueArtefact,
          impact: 'search knows new names late, and the search box suggests titles that are gone',
        },
      ),
      'bump-cache-generation': onMessage(titleChanged, {
        uses: ['cacheGeneration'],
        load: async () => (await import('./upkeep/bump-cache-generation.js')).bumpCacheGeneration,
        impact: 'changed titles show for minutes in their old form',
      }),
      'count-views': onMessage(titleViewed, {
        uses: ['viewCounts'],
        load: async () => (await import('./events/count-views.js')).countViews,
        impact: 'what viewers look at does not rise',
      }),
      'count-shown': onMessage(searchAnswered, {
        uses: ['figures'],
        load: async () => (await import('./events/count-figures.js')).countShown,
        impact: business,
      }),
      'count-opened': onMessage(resultOpened, {
        uses: ['figures'],
        load: async () => (await import('./events/count-figures.js')).countOpened,
        impact: business,
      }),
      'count-viewers': onMessage(viewersSeen, {
        uses: ['figures'],
        load: async () => (await import('./events/count-figures.js')).countViewers,
        impact: business,
      }),
      'forget-views': onSchedule(
        { cron: '*/30 * * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['viewCounts'],
          load: async () => (await import('./events/forget-views.js')).forgetViews,
          impact: 'the lists of viewed titles grow',
        },
      ),
      'keep-dead-letter': onMessage(deadLetters, {
        uses: ['deadLetters', 'runs'],
        load: async () => (await import('./upkeep/keep-dead-letter.js')).keepDeadLetter,
        impact: 'operators do not learn of messages that failed',
      }),
      'redrive-dead-letters': onSchedule(
        { cron: '*/5 * * * *', timeZone: 'Etc/UTC' },
        {
          uses: ['deadLetters', 'events'],
          load: async () => (await import('./upkeep/redrive-dead-letters.js')).redriveDeadLetters,
          impact: 'pages that failed while something was down stay out of the catalogue',
        },
      ),
    },
  },
} as const satisfies Manifest;

export type ServiceName = keyof typeof services;
