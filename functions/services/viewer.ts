import { onRequest, type Service } from '../../shared/function/declare.js';

const settings = 'viewers cannot see or change what they have told us';

export const service = {
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
      load: async () => (await import('../viewer/get-profile.js')).getProfile,
      permission: 'preferences:read',
      impact: settings,
    }),
    'get-preferences': onRequest('GET', '/api/v1/user/preferences', {
      uses: [],
      load: async () => (await import('../viewer/preferences.js')).getPreferences,
      permission: 'preferences:read',
      impact: settings,
    }),
    'change-preferences': onRequest('PATCH', '/api/v1/user/preferences', {
      uses: ['households'],
      load: async () => (await import('../viewer/preferences.js')).changePreferences,
      permission: 'preferences:write',
      impact: settings,
    }),
    'get-privacy': onRequest('GET', '/api/v1/user/privacy', {
      uses: [],
      load: async () => (await import('../viewer/privacy.js')).getPrivacy,
      permission: 'preferences:read',
      impact: settings,
    }),
    'change-privacy': onRequest('PATCH', '/api/v1/user/privacy', {
      uses: ['households'],
      load: async () => (await import('../viewer/privacy.js')).changePrivacy,
      permission: 'account:manage',
      impact: settings,
    }),
    'list-profiles': onRequest('GET', '/api/v1/user/profiles', {
      uses: ['households'],
      load: async () => (await import('../viewer/profiles.js')).listProfiles,
      permission: 'preferences:read',
      impact: settings,
    }),
    'add-profile': onRequest('POST', '/api/v1/user/profiles', {
      uses: ['households'],
      load: async () => (await import('../viewer/profiles.js')).addProfile,
      permission: 'account:manage',
      impact: settings,
    }),
    'change-profile': onRequest('PATCH', '/api/v1/user/profiles/{id}', {
      uses: ['households'],
      load: async () => (await import('../viewer/profiles.js')).changeProfile,
      permission: 'account:manage',
      impact: settings,
    }),
    'delete-profile': onRequest('DELETE', '/api/v1/user/profiles/{id}', {
      uses: ['households', 'tastes'],
      load: async () => (await import('../viewer/profiles.js')).deleteProfile,
      permission: 'account:manage',
      impact: settings,
    }),
    'export-my-data': onRequest('GET', '/api/v1/user/export', {
      uses: ['events', 'personalData'],
      load: async () => (await import('../viewer/my-data.js')).exportMyData,
      permission: 'account:manage',
      impact: 'nobody gets what is held about them',
    }),
    'delete-my-account': onRequest('DELETE', '/api/v1/user', {
      uses: ['accounts', 'events', 'revocations'],
      load: async () => (await import('../viewer/my-data.js')).deleteMyAccount,
      permission: 'account:manage',
      impact: 'nobody can delete their account',
    }),
  },
} as const satisfies Service;
