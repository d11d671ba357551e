import { onRequest, type Service } from '../../shared/function/declare.js';
import { likeness } from '../caching.js';

const unlearned = 'recommendations do not learn from what viewers do';

/** What a list for a viewer is made with. */
const ranking = [
  'catalogueArtefact',
  'recommendationBase',
  'scorer',
  'shownLists',
  'tastes',
  'titleIndex',
  'viewCounts',
] as const;

export const service = {
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
      uses: ranking,
      load: async () => (await import('../recommendations/for-you.js')).recommendForYou,
      permission: 'recommendations:general',
      quota: 'recommendations-daily',
      impact: 'viewers are recommended nothing',
    }),
    'recommend-for-seed-clients': onRequest('POST', '/api/recommendations', {
      uses: ranking,
      load: async () => (await import('../recommendations/for-you.js')).recommendForYouByPost,
      permission: 'recommendations:general',
      quota: 'recommendations-daily',
      impact: 'viewers are recommended nothing',
    }),
    decide: onRequest('GET', '/api/v1/recommendations/decide', {
      uses: ranking,
      load: async () => (await import('../recommendations/decide.js')).decide,
      permission: 'recommendations:general',
      quota: 'recommendations-daily',
      impact: 'nobody is helped to decide',
    }),
    'decide-together': onRequest('POST', '/api/v1/recommendations/decide', {
      uses: [...ranking, 'households'],
      load: async () => (await import('../recommendations/decide-together.js')).decideTogether,
      permission: 'recommendations:read',
      quota: 'recommendations-daily',
      impact: 'nobody is helped to decide together',
    }),
    'recommend-onboarding': onRequest('GET', '/api/v1/recommendations/onboarding', {
      uses: ['catalogueArtefact', 'recommendationBase', 'titleIndex'],
      load: async () => (await import('../recommendations/onboarding.js')).recommendOnboarding,
      permission: 'recommendations:general',
      cache: likeness,
      impact: 'newcomers cannot say what they like',
    }),
    'give-feedback': onRequest('POST', '/api/v1/feedback', {
      uses: ['events', 'households', 'titleIndex'],
      load: async () => (await import('../recommendations/give-feedback.js')).giveFeedback,
      permission: 'ratings:write',
      impact: unlearned,
    }),
    'recommend-trending': onRequest('GET', '/api/v1/recommendations/trending', {
      uses: ['titleIndex', 'viewCounts'],
      load: async () => (await import('../recommendations/recommend-trending.js')).recommendTrending,
      permission: 'trending:read',
      impact: 'viewers do not see what is trending',
    }),
    'recommend-similar': onRequest('GET', '/api/v1/recommendations/similar/{id}', {
      uses: ['catalogueArtefact', 'titleIndex', 'titles'],
      load: async () => (await import('../recommendations/recommend-similar.js')).recommendSimilar,
      permission: 'content:read',
      cache: likeness,
      impact: 'viewers do not see what is like a title',
    }),
    'report-events': onRequest('POST', '/api/v1/events', {
      uses: ['events'],
      load: async () => (await import('../events/report-events.js')).reportEvents,
      permission: 'events:report',
      impact: 'what viewers look at does not count',
    }),
  },
} as const satisfies Service;
