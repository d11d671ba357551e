import type { AccountRole, ProvenIdentity } from './account.js';

/** Who the operator has named as something else than a free viewer. */
export interface RoleGrants {
  /** What an account of this identity begins as. */
  roleOf(identity: ProvenIdentity): AccountRole;
}

/**
 * By verified addresses, in lower case. Administrators must come by way of Google, as operators do; everybody else is
 * what an administrator makes of them later on.
 */
export function roleGrants(admins: ReadonlySet<string>, premium: ReadonlySet<string>): RoleGrants {
  return {
    roleOf({ provider, email }) {
      if (email !== null && provider === 'google' && admins.has(email)) return 'admin';
      return email !== null && premium.has(email) ? 'premium_user' : 'free_user';
    },
  };
}
