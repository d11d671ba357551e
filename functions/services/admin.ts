import { onRequest, type Service } from '../../shared/function/declare.js';

const operators = 'operators cannot see or start ingestion';
const managers = 'administrators cannot look after accounts';
const business = 'nobody sees how the business goes';

export const service = {
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
      load: async () => (await import('../admin/list-runs.js')).listRuns,
      permission: 'ingestion:manage',
      impact: operators,
    }),
    'start-run': onRequest('POST', '/api/v1/admin/ingestion/runs', {
      uses: ['events', 'providers', 'runs'],
      load: async () => (await import('../admin/start-run.js')).startRun,
      permission: 'ingestion:manage',
      impact: operators,
    }),
    'get-run': onRequest('GET', '/api/v1/admin/ingestion/runs/{run}', {
      uses: ['runs'],
      load: async () => (await import('../admin/get-run.js')).getRun,
      permission: 'ingestion:manage',
      impact: operators,
    }),
    'list-rejects': onRequest('GET', '/api/v1/admin/ingestion/runs/{run}/pages/{page}/rejects', {
      uses: ['blobs', 'runs'],
      load: async () => (await import('../admin/list-rejects.js')).listRejects,
      permission: 'ingestion:manage',
      impact: operators,
    }),
    'upload-page': onRequest('PUT', '/api/v1/admin/ingestion/runs/{run}/pages/{page}', {
      uses: ['blobs', 'events', 'runs'],
      load: async () => (await import('../admin/upload-page.js')).uploadPage,
      permission: 'ingestion:manage',
      impact: 'operators cannot bring in a catalogue file',
    }),
    'finish-upload': onRequest('PUT', '/api/v1/admin/ingestion/runs/{run}', {
      uses: ['events', 'runs'],
      load: async () => (await import('../admin/finish-upload.js')).finishUpload,
      permission: 'ingestion:manage',
      impact: 'operators cannot bring in a catalogue file',
    }),
    'list-dead-letters': onRequest('GET', '/api/v1/admin/dead-letters', {
      uses: ['deadLetters'],
      load: async () => (await import('../admin/list-dead-letters.js')).listDeadLetters,
      permission: 'ingestion:manage',
      impact: 'operators do not learn of messages that failed',
    }),
    'redrive-dead-letters-now': onRequest('POST', '/api/v1/admin/dead-letters/redrive', {
      uses: ['deadLetters', 'events'],
      load: async () => (await import('../admin/redrive-dead-letters.js')).redriveDeadLettersNow,
      permission: 'ingestion:manage',
      impact: 'messages that failed wait for their own time',
    }),
    'list-users': onRequest('GET', '/api/v1/admin/users', {
      uses: ['accounts', 'events'],
      load: async () => (await import('../users/list-users.js')).listUsers,
      permission: 'users:manage',
      impact: managers,
    }),
    'get-user': onRequest('GET', '/api/v1/admin/users/{id}', {
      uses: ['accounts', 'events'],
      load: async () => (await import('../users/manage-user.js')).getUser,
      permission: 'users:manage',
      impact: managers,
    }),
    'change-user': onRequest('PATCH', '/api/v1/admin/users/{id}', {
      uses: ['accounts', 'events', 'revocations'],
      load: async () => (await import('../users/manage-user.js')).changeUser,
      permission: 'users:manage',
      impact: managers,
    }),
    'delete-user': onRequest('DELETE', '/api/v1/admin/users/{id}', {
      uses: ['accounts', 'events', 'revocations'],
      load: async () => (await import('../users/manage-user.js')).deleteUser,
      permission: 'users:manage',
      impact: managers,
    }),
    'list-deletions': onRequest('GET', '/api/v1/admin/deletions', {
      uses: ['events', 'forgotten'],
      load: async () => (await import('../users/list-deletions.js')).listDeletions,
      permission: 'users:manage',
      impact: 'a restored backup brings people back who were deleted',
    }),
    'list-audit-entries': onRequest('GET', '/api/v1/admin/audit', {
      uses: ['auditLog', 'events'],
      load: async () => (await import('../users/list-audit-entries.js')).listAuditEntries,
      permission: 'users:manage',
      impact: 'administrators cannot see what happened',
    }),
    'search-success': onRequest('GET', '/api/v1/admin/analytics/search-success', {
      uses: ['figures'],
      load: async () => (await import('../analytics/business-figures.js')).searchSuccess,
      permission: 'analytics:read',
      impact: business,
    }),
    'recommendation-click-through': onRequest('GET', '/api/v1/admin/analytics/recommendation-click-through', {
      uses: ['figures'],
      load: async () => (await import('../analytics/business-figures.js')).recommendationClickThrough,
      permission: 'analytics:read',
      impact: business,
    }),
    'daily-viewers': onRequest('GET', '/api/v1/admin/analytics/daily-viewers', {
      uses: ['figures'],
      load: async () => (await import('../analytics/business-figures.js')).dailyViewers,
      permission: 'analytics:read',
      impact: business,
    }),
  },
} as const satisfies Service;
