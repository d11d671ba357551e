import { onRequest, type Service } from '../../shared/function/declare.js';
import { listing } from '../caching.js';

const searchers = 'viewers cannot search';

/** What plain words are understood and answered with. */
const understanding = [
  'catalogueArtefact',
  'catalogueFacets',
  'titleIndex',
  'embedder',
  'frozenLists',
  'queryReader',
] as const;

export const service = {
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
      uses: understanding,
      load: async () => (await import('../search/search-titles.js')).searchTitles,
      permission: 'search:read',
      cache: listing,
      impact: searchers,
    }),
    'search-titles-by-post': onRequest('POST', '/api/v1/search', {
      uses: understanding,
      load: async () => (await import('../search/search-titles.js')).searchTitlesByPost,
      permission: 'search:read',
      impact: searchers,
    }),
    'search-titles-for-seed-clients': onRequest('POST', '/api/search', {
      uses: understanding,
      load: async () => (await import('../search/search-titles.js')).searchTitlesByPost,
      permission: 'search:read',
      impact: searchers,
    }),
    'search-faceted': onRequest('GET', '/api/v1/search/faceted', {
      uses: ['catalogueArtefact', 'catalogueFacets', 'titleIndex', 'frozenLists'],
      load: async () => (await import('../search/search-faceted.js')).searchFaceted,
      permission: 'search:read',
      cache: listing,
      impact: searchers,
    }),
    autocomplete: onRequest('GET', '/api/v1/search/autocomplete', {
      uses: ['catalogueArtefact', 'titleIndex'],
      load: async () => (await import('../search/autocomplete.js')).autocomplete,
      permission: 'search:read',
      limit: 'autocomplete',
      impact: 'the search box suggests nothing',
    }),
  },
} as const satisfies Service;
