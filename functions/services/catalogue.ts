import { onRequest, type Service } from '../../shared/function/declare.js';
import { details, likeness, listing } from '../caching.js';

const readers = 'viewers cannot look titles up';

export const service = {
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
      load: async () => (await import('../catalogue/get-title.js')).getTitle,
      permission: 'content:read',
      cache: details,
      impact: readers,
    }),
    'get-title-graph': onRequest('GET', '/api/v1/content/{id}/graph', {
      uses: ['catalogueArtefact', 'titleIndex', 'titles'],
      load: async () => (await import('../catalogue/get-title-graph.js')).getTitleGraph,
      permission: 'content:read',
      cache: likeness,
      impact: 'viewers do not see how titles are connected',
    }),
    'get-title-by-external-id': onRequest('GET', '/api/v1/content/external/{source}/{id}', {
      uses: ['titles'],
      load: async () => (await import('../catalogue/get-title-by-external-id.js')).getTitleByExternalId,
      permission: 'content:read',
      cache: details,
      impact: readers,
    }),
    'list-movies': onRequest('GET', '/api/v1/content/movies', {
      uses: ['titleIndex'],
      load: async () => (await import('../catalogue/list-titles.js')).listMovies,
      permission: 'content:read',
      cache: listing,
      impact: readers,
    }),
    'list-tv': onRequest('GET', '/api/v1/content/tv', {
      uses: ['titleIndex'],
      load: async () => (await import('../catalogue/list-titles.js')).listTv,
      permission: 'content:read',
      cache: listing,
      impact: readers,
    }),
    'list-trending': onRequest('GET', '/api/v1/content/trending', {
      uses: ['titleIndex', 'viewCounts'],
      load: async () => (await import('../catalogue/list-titles.js')).listTrending,
      permission: 'trending:read',
      impact: 'viewers do not see what is trending',
    }),
    'discover-movies': onRequest('GET', '/api/v1/discover/movies', {
      uses: ['titleIndex'],
      load: async () => (await import('../catalogue/discover-titles.js')).discoverMovies,
      permission: 'content:read',
      cache: listing,
      impact: readers,
    }),
    'discover-tv': onRequest('GET', '/api/v1/discover/tv', {
      uses: ['titleIndex'],
      load: async () => (await import('../catalogue/discover-titles.js')).discoverTv,
      permission: 'content:read',
      cache: listing,
      impact: readers,
    }),
    'discover-popular': onRequest('GET', '/api/v1/discover/popular', {
      uses: ['titleIndex', 'viewCounts'],
      load: async () => (await import('../catalogue/discover-titles.js')).discoverPopular,
      permission: 'content:read',
      impact: readers,
    }),
    'list-genres': onRequest('GET', '/api/v1/genres', {
      uses: [],
      load: async () => (await import('../catalogue/list-genres.js')).listGenres,
      permission: 'content:read',
      impact: 'clients cannot offer genres to choose from',
    }),
    'list-platforms': onRequest('GET', '/api/v1/platforms', {
      uses: [],
      load: async () => (await import('../catalogue/list-platforms.js')).listPlatforms,
      permission: 'platforms:read',
      impact: 'clients cannot offer platforms to choose from',
    }),
    'get-platform-catalogue': onRequest('GET', '/api/v1/platforms/{platform_id}/catalog', {
      uses: ['titleIndex'],
      load: async () => (await import('../catalogue/get-platform-catalogue.js')).getPlatformCatalogue,
      permission: 'platforms:read',
      cache: listing,
      impact: readers,
    }),
  },
} as const satisfies Service;
