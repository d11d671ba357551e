import { describe, expect, it } from 'vitest';
import {
  type Caller,
  deviceLimits,
  isAdministration,
  may,
  permissions,
  type Role,
  roles,
  scopeFor,
  scopes,
} from './roles.js';

const allScopes = Object.keys(scopes);
const callers: Record<Role, Caller> = {
  anonymous: { role: 'anonymous' },
  free_user: { role: 'free_user', account: 'a', scopes: allScopes },
  premium_user: { role: 'premium_user', account: 'b', scopes: allScopes },
  admin: { role: 'admin', account: 'c', scopes: allScopes },
};
const whoMay = (permission: (typeof permissions)[number]) =>
  Object.keys(roles).filter((role) => may(callers[role as Role], permission));

describe('the roles', () => {
  it.each([
    ['search:read', ['anonymous', 'free_user', 'premium_user', 'admin']],
    ['trending:read', ['anonymous', 'free_user', 'premium_user', 'admin']],
    ['platforms:read', ['anonymous', 'free_user', 'premium_user', 'admin']],
    ['recommendations:general', ['anonymous', 'free_user', 'premium_user', 'admin']],
    ['recommendations:read', ['free_user', 'premium_user', 'admin']],
    ['watchlist:write', ['free_user', 'premium_user', 'admin']],
    ['devices:write', ['free_user', 'premium_user', 'admin']],
    ['recommendations:full', ['premium_user', 'admin']],
    ['history:export', ['premium_user', 'admin']],
    ['users:manage', ['admin']],
    ['analytics:read', ['admin']],
    ['ingestion:manage', ['admin']],
  ] as const)('%s: %j', (permission, expected) => {
    expect(whoMay(permission)).toEqual(expected);
    expect(isAdministration(permission)).toBe(expected.length === 1);
  });

  it('grow: whatever a role may do, the next one may too', () => {
    const [least, ...others] = Object.values(roles).map((granted) => new Set<string>(granted));
    others.reduce((lower = new Set(), higher) => {
      expect([...lower].filter((permission) => !higher.has(permission))).toEqual([]);
      return higher;
    }, least);
  });

  it('limit devices', () => {
    expect([deviceLimits.free_user, deviceLimits.premium_user]).toEqual([2, 10]);
  });
});

describe('scopes', () => {
  it('narrow what the role may do', () => {
    const reader: Caller = { role: 'free_user', account: 'a', scopes: ['read:watchlist'] };
    expect([may(reader, 'watchlist:read'), may(reader, 'watchlist:write')]).toEqual([true, false]);
  });

  it('never widen it', () => {
    expect(permissions.filter((one) => may({ role: 'free_user', scopes: allScopes }, one))).toEqual(
      roles.free_user,
    );
    expect(may({ role: 'free_user', account: 'a', scopes: ['admin:full'] }, 'users:manage')).toBe(false);
  });

  it('are not needed for what anyone may do', () => {
    const bare: Caller = { role: 'premium_user', account: 'a', scopes: [] };
    expect(permissions.filter((permission) => may(bare, permission))).toEqual(roles.anonymous);
    expect(permissions.filter((permission) => scopeFor(permission) === null)).toEqual(roles.anonymous);
  });
});
