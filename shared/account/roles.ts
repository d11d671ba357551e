/** What a token lets its client do in an account's name, as the person who consents reads it. */
export const scopes = {
  'read:content': 'Search and look titles up',
  'read:watchlist': 'See your watchlist',
  'read:preferences': 'See your profile and preferences',
  'read:recommendations': 'See what is recommended to you',
  'read:devices': 'See your devices',
  'write:watchlist': 'Change your watchlist',
  'write:preferences': 'Change your profile and preferences',
  'write:ratings': 'Rate titles and tell what you watched',
  'write:devices': 'Add and remove devices',
  'playback:control': 'Start and stop what plays on your devices',
  'admin:full': 'Administer Media Gateway',
} as const;
export type Scope = keyof typeof scopes;
export const everyScope = Object.keys(scopes) as readonly Scope[];

/** What routes of the manifest ask for, and the scope that a token needs for it; what anyone may do needs none. */
const scopeOf = {
  'search:read': null,
  'content:read': null,
  'trending:read': null,
  /** Lists for nobody in particular; what they are made of more needs the two below. */
  'recommendations:general': null,
  'platforms:read': null,
  'service:read': null,
  'events:report': null,
  'recommendations:read': 'read:recommendations',
  /** By context and by the viewer's own adapter, as often as the role's limit allows. */
  'recommendations:full': 'read:recommendations',
  'watchlist:read': 'read:watchlist',
  'watchlist:write': 'write:watchlist',
  'preferences:read': 'read:preferences',
  'preferences:write': 'write:preferences',
  /** The account as a whole: its profiles, what it allows, what is held of it, its end. */
  'account:manage': 'write:preferences',
  'ratings:write': 'write:ratings',
  'devices:read': 'read:devices',
  'devices:write': 'write:devices',
  'playback:control': 'playback:control',
  'history:export': 'read:preferences',
  'users:manage': 'admin:full',
  'analytics:read': 'admin:full',
  'ingestion:manage': 'admin:full',
} as const satisfies Record<string, Scope | null>;

export type Permission = keyof typeof scopeOf;
export const permissions = Object.keys(scopeOf) as readonly Permission[];

const anyone: readonly Permission[] = permissions.filter((permission) => scopeOf[permission] === null);
const administration: readonly Permission[] = ['users:manage', 'analytics:read', 'ingestion:manage'];
const premium: readonly Permission[] = permissions.filter(
  (permission) => !administration.includes(permission),
);
const free: readonly Permission[] = premium.filter(
  (permission) => permission !== 'recommendations:full' && permission !== 'history:export',
);

/** What each role may do. */
export const roles = {
  anonymous: anyone,
  free_user: free,
  premium_user: premium,
  admin: permissions,
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;

/** Roles that an account can have. */
export const signedInRoles = ['free_user', 'premium_user', 'admin'] as const satisfies readonly Role[];
export type SignedInRole = (typeof signedInRoles)[number];

/** Devices that an account may have at a time. */
export const deviceLimits = {
  free_user: 2,
  premium_user: 10,
  admin: 10,
} as const satisfies Record<SignedInRole, number>;

/** Who sent a request. */
export interface Caller {
  role: Role;
  /** Whose requests these are; of nobody who has not signed in. */
  account?: string;
  /** What the token is good for; where there are none, for all that the role may do. */
  scopes?: readonly string[];
}

export function may({ role, scopes: own }: Caller, permission: Permission): boolean {
  const scope = scopeOf[permission];
  return isGranted(role, permission) && (scope === null || own === undefined || own.includes(scope));
}

/** Whether the role may, whatever a token narrows. */
export function isGranted(role: Role, permission: Permission): boolean {
  const granted: readonly Permission[] = roles[role];
  return granted.includes(permission);
}

/** The scope that a token needs; null for what anyone may do. */
export function scopeFor(permission: Permission): Scope | null {
  return scopeOf[permission];
}

/** Whether only administrators may. */
export function isAdministration(permission: Permission): boolean {
  return administration.includes(permission);
}
