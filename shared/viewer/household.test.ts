import { describe, expect, it } from 'vitest';
import { AccountId } from '../account/account.js';
import { permissions } from '../account/roles.js';
import { Problem } from '../problem/problem.js';
import {
  type Household,
  MOST_PROFILES,
  newHousehold,
  ProfileId,
  profileOf,
  withChangedProfile,
  withoutProfile,
  withProfile,
} from './household.js';
import { changedPreferences, noPreferences, PreferencesChange } from './preferences.js';
import { everythingAllowed } from './privacy.js';
import { allows, ceilingOf, isOpenTo, knownViewer, viewerOf } from './viewer.js';

const account = AccountId.parse('8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33');
const kim = ProfileId.parse('9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10');
const own = newHousehold(account);
const family: Household = withProfile(own, { id: kim, name: 'Kim', kind: 'kids', preferences: {} });

describe('preferences', () => {
  it('are read without regard to case, each value once', () => {
    expect(
      PreferencesChange.parse({ favorite_genres: ['Drama', 'drama '], max_content_rating: 'tv-pg' }),
    ).toEqual({
      favorite_genres: ['drama'],
      max_content_rating: 'TV-PG',
    });
  });

  it('change in what is said alone', () => {
    const liked = changedPreferences(noPreferences, { favorite_genres: ['drama'] });
    expect(changedPreferences(liked, { autoplay_next: false })).toEqual({ ...liked, autoplay_next: false });
    expect(changedPreferences(liked, { country: undefined })).toEqual(liked);
  });

  it('cannot like and dislike the same', () => {
    const liked = changedPreferences(noPreferences, { favorite_genres: ['drama', 'war'] });
    expect(() => changedPreferences(liked, { disliked_genres: ['war'] })).toThrow('Take war out');
  });
});

describe('a household', () => {
  it('begins with its owner', () => {
    expect(own.profiles).toEqual([{ id: account, name: null, kind: 'owner', preferences: noPreferences }]);
  });

  it('gives children a ceiling that nothing of unknown rating passes', () => {
    expect(profileOf(family, kim)?.preferences.max_content_rating).toBe('PG');
    for (const max_content_rating of [null, 'R', 'TV-MA', 'NC-17'] as const) {
      const preferences = { max_content_rating };
      expect(() => withChangedProfile(family, kim, { preferences })).toThrow(Problem);
      expect(() => withProfile(own, { id: kim, name: 'Kim', kind: 'kids', preferences })).toThrow(Problem);
    }
    const teen = withChangedProfile(family, kim, { preferences: { max_content_rating: 'TV-14' } });
    expect(profileOf(teen, kim)?.preferences.max_content_rating).toBe('TV-14');
  });

  it('has a few profiles, and always its owner’s', () => {
    let full = own;
    const add = () => {
      const id = ProfileId.parse(crypto.randomUUID());
      full = withProfile(full, { id, name: 'One', kind: 'standard', preferences: {} });
    };
    for (let i = 1; i < MOST_PROFILES; i++) add();
    expect(add).toThrow('at most 6 profiles');
    expect(() => withoutProfile(full, account)).toThrow('goes with the account');
    expect(withoutProfile(family, kim)).toEqual(own);
    expect(() => withoutProfile(own, kim)).toThrow('GET /api/v1/user/profiles');
    expect(() => withChangedProfile(own, kim, { name: 'Jo' })).toThrow('GET /api/v1/user/profiles');
  });
});

describe('a viewer', () => {
  const owner = viewerOf(account, family, undefined);
  const child = viewerOf(account, family, kim.toUpperCase());

  it('is the owner where no profile is named, and nobody where it is not there', () => {
    expect([owner.profile.kind, child.profile.kind]).toEqual(['owner', 'kids']);
    expect(() => viewerOf(account, own, kim)).toThrow(Problem);
  });

  it('allows what the account allows, and nothing where nobody knows', () => {
    const silent = viewerOf(
      account,
      { ...family, privacy: { ...everythingAllowed, history: false } },
      undefined,
    );
    expect([allows(silent, 'history'), allows(silent, 'analytics')]).toEqual([false, true]);
    expect([allows(child, 'analytics'), allows(child, 'history')]).toEqual([false, true]);
    for (const use of ['personalisation', 'history', 'analytics'] as const)
      expect([allows(undefined, use), allows('unknown', use)]).toEqual([true, false]);
  });

  it('has the ceiling of the profile', () => {
    expect([owner, child, undefined, 'unknown' as const].map(ceilingOf)).toEqual([
      undefined,
      'PG',
      undefined,
      undefined,
    ]);
    expect(() => knownViewer('unknown')).toThrow('cannot be reached');
    expect(() => knownViewer(undefined)).toThrow('account of your own');
  });

  it('may do in a profile what it is open to', () => {
    const closed = (kind: 'owner' | 'standard' | 'kids') =>
      permissions.filter((permission) => !isOpenTo(kind, permission));
    const managing = ['account:manage', 'users:manage', 'analytics:read', 'ingestion:manage'];
    expect(closed('owner')).toEqual([]);
    expect(closed('standard').sort()).toEqual([...managing].sort());
    expect(closed('kids').sort()).toEqual(
      [...managing, 'preferences:write', 'devices:write', 'history:export'].sort(),
    );
  });
});
