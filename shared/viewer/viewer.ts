import type { AccountId } from '../account/account.js';
import { isAdministration, type Permission } from '../account/roles.js';
import { Problem, Unavailable } from '../problem/problem.js';
import type { Certification } from '../title/certifications.js';
import { type Household, noSuchProfile, type Profile, type ProfileKind, profileOf } from './household.js';
import { nothingAllowed, type PersonalUse, type Privacy } from './privacy.js';

/** Who watches: a profile of an account. */
export interface Viewer {
  account: AccountId;
  profile: Profile;
  privacy: Privacy;
}

/** @param asked id of a profile; the owner's where absent. @throws Problem when the account has no such profile */
export function viewerOf(account: AccountId, household: Household, asked: string | undefined): Viewer {
  const profile = asked === undefined ? household.profiles[0] : profileOf(household, asked.toLowerCase());
  if (!profile) throw noSuchProfile();
  return {
    account,
    profile,
    privacy: profile.kind === 'kids' ? ofChildren(household.privacy) : household.privacy,
  };
}

/** Nobody's statistics need children. */
function ofChildren(privacy: Privacy): Privacy {
  return { ...privacy, analytics: false };
}

/**
 * Whether what is known of this viewer may be put to this use. All that counts, remembers or ranks asks here. Nobody has
 * forbidden it where nobody is signed in; of whom we cannot ask just now nothing is used.
 */
export function allows(viewer: Viewer | 'unknown' | undefined, use: PersonalUse): boolean {
  if (viewer === undefined) return true;
  return (viewer === 'unknown' ? nothingAllowed : viewer.privacy)[use];
}

/** The strictest rating that the viewer is shown. */
export function ceilingOf(viewer: Viewer | 'unknown' | undefined): Certification | undefined {
  if (viewer === undefined || viewer === 'unknown') return undefined;
  return viewer.profile.preferences.max_content_rating ?? undefined;
}

/** What belongs to the account as a whole. */
const ownersAlone: readonly Permission[] = ['account:manage'];
const keptFromKids: readonly Permission[] = ['preferences:write', 'devices:write', 'history:export'];

/** Whether a profile of this kind may do what its account may. */
export function isOpenTo(kind: ProfileKind, permission: Permission): boolean {
  if (kind === 'owner') return true;
  if (ownersAlone.includes(permission) || isAdministration(permission)) return false;
  return kind !== 'kids' || !keptFromKids.includes(permission);
}

/** @throws Problem where nobody watches; Unavailable while we cannot find out who */
export function knownViewer(viewer: Viewer | 'unknown' | undefined): Viewer {
  if (viewer === 'unknown') throw new Unavailable('firestore');
  if (viewer) return viewer;
  throw new Problem('account-not-found', 'Sign in with an account of your own; operators have none here.');
}

/** What was changed, unless the account went meanwhile. @throws Problem when it did */
export function stillThere<Answer>(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Problem('account-not-found', 'The account was deleted.');
  return answer;
}
