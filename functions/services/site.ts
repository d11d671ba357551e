import { onRequest, type Service } from '../../shared/function/declare.js';

export const service = {
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
      load: async () => (await import('../site/home.js')).home,
      permission: 'service:read',
      limit: null,
      impact: 'newcomers find no way in',
    }),
    health: onRequest('GET', '/health', {
      uses: ['titles', 'titleIndex'],
      load: async () => (await import('../site/health.js')).health,
      permission: 'service:read',
      limit: null,
      impact: 'monitoring sees nothing',
    }),
    healthz: onRequest('GET', '/healthz', {
      uses: ['titles', 'titleIndex'],
      load: async () => (await import('../site/health.js')).health,
      permission: 'service:read',
      limit: null,
      impact: 'monitoring sees nothing',
    }),
    openapi: onRequest('GET', '/openapi.json', {
      uses: [],
      load: async () => (await import('../site/openapi.js')).openapi,
      permission: 'service:read',
      limit: null,
      impact: 'developers cannot generate clients',
    }),
    reference: onRequest('GET', '/docs', {
      uses: [],
      load: async () => (await import('../site/reference.js')).reference,
      permission: 'service:read',
      limit: null,
      impact: 'developers cannot read the reference',
    }),
  },
} as const satisfies Service;
