export const permissions = [
  'search:read',
  'content:read',
  'trending:read',
  'platforms:read',
  'service:read',
  'events:report',
  'ingestion:manage',
] as const;
export type Permission = (typeof permissions)[number];

const anyone: readonly Permission[] = [
  'search:read',
  'content:read',
  'trending:read',
  'platforms:read',
  'service:read',
  'events:report',
];

/** What each role may do. */
export const roles = {
  anonymous: anyone,
  free_user: anyone,
  premium_user: anyone,
  admin: permissions,
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;

/** Who sent a request. */
export interface Caller {
  role: Role;
  /** Whose requests these are; of nobody who has not signed in. */
  account?: string;
}

export function may(caller: Caller, permission: Permission): boolean {
  const granted: readonly Permission[] = roles[caller.role];
  return granted.includes(permission);
}
