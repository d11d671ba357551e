import { z } from 'zod';
import type { AccountId } from '../account/account.js';
import { Problem } from '../problem/problem.js';
import { type Certification, passesUnrated } from '../title/certifications.js';
import { changedPreferences, noPreferences, Preferences, type PreferencesChange } from './preferences.js';
import { everythingAllowed, Privacy } from './privacy.js';

/** Of the owner, too. */
export const MOST_PROFILES = 6;
const KIDS_CEILING: Certification = 'PG';

export const ProfileId = z.uuid().brand<'ProfileId'>();
export type ProfileId = z.infer<typeof ProfileId>;

export const ProfileName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .meta({ description: 'As it is shown when a profile is chosen.', example: 'Kim' });

/** `owner` is whose account it is; `kids` sees what is meant for children and changes nothing. */
export const ProfileKind = z.enum(['owner', 'standard', 'kids']);
export type ProfileKind = z.infer<typeof ProfileKind>;

export const Profile = z
  .object({
    id: ProfileId.meta({
      description: 'For the header `X-Profile`.',
      example: '9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10',
    }),
    /** Null of the owner, who is called as the account is. */
    name: ProfileName.nullable(),
    kind: ProfileKind,
    preferences: Preferences,
  })
  .meta({ id: 'Profile' });
export type Profile = z.output<typeof Profile>;

/** How a profile has fared in the picks that were made for several of them. */
export const Turn = z.object({
  profile: ProfileId,
  /** How much better than the others of each group lately, -1 to 1; worse below 0. */
  served: z.number(),
  /** When a pick went by this profile last, epoch milliseconds; 0 for never. */
  at: z.number(),
});
export type Turn = z.infer<typeof Turn>;

/** The people who watch under one account. */
export const Household = z.object({
  privacy: Privacy,
  /** The owner first. */
  profiles: z.array(Profile).min(1).max(MOST_PROFILES),
  /** At most one a profile; none of those for whom no group pick was made. */
  turns: z.array(Turn).default([]),
});
export type Household = z.output<typeof Household>;

export interface NewProfile {
  id: ProfileId;
  name: string;
  kind: Exclude<ProfileKind, 'owner'>;
  preferences: PreferencesChange;
}

export interface ProfileChange {
  name?: string | undefined;
  preferences?: PreferencesChange | undefined;
}

/** Of an account that has said nothing yet. The owner's profile is named as the account is. */
export function newHousehold(account: AccountId): Household {
  const owner = ProfileId.parse(account);
  return {
    privacy: everythingAllowed,
    profiles: [{ id: owner, name: null, kind: 'owner', preferences: noPreferences }],
    turns: [],
  };
}

export function profileOf({ profiles }: Household, id: string): Profile | undefined {
  return profiles.find((profile) => profile.id === id);
}

/** @throws Problem when it may not be, or there are too many */
export function withProfile(household: Household, { id, name, kind, preferences }: NewProfile): Household {
  if (household.profiles.length >= MOST_PROFILES) {
    throw new Problem('conflict', `An account has at most ${MOST_PROFILES} profiles; delete one first.`);
  }
  const first = kind === 'kids' ? { ...noPreferences, max_content_rating: KIDS_CEILING } : noPreferences;
  const profile = { id, name, kind, preferences: changedPreferences(first, preferences) };
  return { ...household, profiles: [...household.profiles, checked(profile)] };
}

/** @throws Problem when there is none, or it may not be so */
export function withChangedProfile(household: Household, id: string, change: ProfileChange): Household {
  const known = profileOf(household, id);
  if (!known) throw noSuchProfile();
  const changed = checked({
    ...known,
    name: change.name ?? known.name,
    preferences: changedPreferences(known.preferences, change.preferences ?? {}),
  });
  return {
    ...household,
    profiles: household.profiles.map((profile) => (profile.id === id ? changed : profile)),
  };
}

/** @throws Problem when there is none, or it is the owner's */
export function withoutProfile(household: Household, id: string): Household {
  const known = profileOf(household, id);
  if (!known) throw noSuchProfile();
  if (known.kind === 'owner') {
    throw new Problem('conflict', 'The owner’s profile goes with the account: DELETE /api/v1/user.');
  }
  return {
    ...household,
    profiles: household.profiles.filter((profile) => profile.id !== id),
    turns: household.turns.filter(({ profile }) => profile !== id),
  };
}

export function noSuchProfile(): Problem {
  return new Problem('profile-not-found', 'GET /api/v1/user/profiles lists the profiles of your account.');
}

/** Nothing of unknown rating may reach a child. */
function checked(profile: Profile): Profile {
  const ceiling = profile.preferences.max_content_rating;
  if (profile.kind !== 'kids' || (ceiling !== null && !passesUnrated(ceiling))) return profile;
  throw new Problem('invalid-request', 'Give a kids profile a rating up to PG-13 or TV-14.', {
    errors: [{ field: 'max_content_rating', message: 'must be at most PG-13 or TV-14 in a kids profile' }],
  });
}
