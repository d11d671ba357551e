import { z } from 'zod';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import type { ProblemCode } from '../../shared/problem/problem.js';
import { Pagination } from '../../shared/search/answers.js';
import {
  type Household,
  MOST_PROFILES,
  noSuchProfile,
  Profile,
  ProfileId,
  ProfileName,
  profileOf,
  withChangedProfile,
  withoutProfile,
  withProfile,
} from '../../shared/viewer/household.js';
import { PreferencesChange } from '../../shared/viewer/preferences.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

const ProfileParameter = z.object({
  id: z
    .uuid()
    .toLowerCase()
    .meta({ description: 'The id of a profile.', example: '9b2e1c64-3f7a-4c1d-8a55-6d0f2b7c9e10' }),
});

const problems = ['account-not-found', 'profile-not-found'] as const satisfies readonly ProblemCode[];

export const listProfiles = endpoint({
  summary: 'The profiles of my account',
  description: 'To another profile than the owner’s, itself alone.',
  answer: z.object({ data: z.array(Profile), pagination: Pagination }).meta({ id: 'ProfileList' }),
  problems,
  handle: async ({ viewer }, { households }: Uses<'households'>) => {
    const { account, profile } = knownViewer(viewer);
    const data = profile.kind === 'owner' ? stillThere(await households.get(account)).profiles : [profile];
    return { data, pagination: { limit: MOST_PROFILES, has_more: false, next_cursor: null } };
  },
});

export const addProfile = endpoint({
  summary: 'Add a profile to my account',
  description:
    `An account has up to ${MOST_PROFILES}. A \`kids\` profile sees nothing beyond its \`max_content_rating\` (\`PG\` where ` +
    'absent, at most `PG-13` or `TV-14`) and nothing of unknown rating, and changes nothing.',
  body: z
    .strictObject({
      name: ProfileName,
      kind: z
        .enum(['standard', 'kids'])
        .default('standard')
        .meta({ description: '`kids` for a child.', example: 'kids' }),
      preferences: PreferencesChange.default({}).meta({
        description: 'What it begins with.',
        example: { max_content_rating: 'PG' },
      }),
    })
    .meta({ description: 'The new profile.' }),
  answer: Profile,
  status: 201,
  keyed: true,
  problems: [...problems, 'conflict'],
  handle: async ({ viewer, body, once }, { households, newId }: Uses<'households'>) => {
    const id = ProfileId.parse(newId());
    const changed = await households.change(
      knownViewer(viewer).account,
      (household) => answering(withProfile(household, { id, ...body }), id),
      once,
    );
    return stillThere(changed);
  },
});

export const changeProfile = endpoint({
  summary: 'Change a profile of my account',
  description: 'What is not sent stays as it is. From the owner’s profile only; `kind` cannot change.',
  params: ProfileParameter,
  body: z
    .strictObject({
      name: ProfileName.optional().meta(ProfileName.meta() ?? {}),
      preferences: PreferencesChange.optional().meta({
        description: 'What is not there stays as it is.',
        example: { autoplay_next: false },
      }),
    })
    .meta({ description: 'What is not there stays as it is.' }),
  answer: Profile,
  keyed: true,
  problems,
  handle: async ({ viewer, params, body, once }, { households }: Uses<'households'>) => {
    const changed = await households.change(
      knownViewer(viewer).account,
      (household) => answering(withChangedProfile(household, params.id, body), params.id),
      once,
    );
    return stillThere(changed);
  },
});

export const deleteProfile = endpoint({
  summary: 'Delete a profile of my account',
  description: 'From the owner’s profile only; that one goes with the account.',
  params: ProfileParameter,
  answer: z.object({ id: z.uuid().describe('Of the profile that is gone.') }),
  keyed: true,
  problems: [...problems, 'conflict'],
  handle: async ({ viewer, params: { id }, once }, { households, tastes }: Uses<'households' | 'tastes'>) => {
    const { account } = knownViewer(viewer);
    const changed = await households.change(
      account,
      (household) => ({ household: withoutProfile(household, id), answer: { id } }),
      once,
    );
    // What comes after this finds no profile, and keeps nothing.
    await tastes.forget({ account, profile: ProfileId.parse(id) });
    return stillThere(changed);
  },
});

function answering(household: Household, id: string): { household: Household; answer: Profile } {
  const answer = profileOf(household, id);
  if (!answer) throw noSuchProfile();
  return { household, answer };
}
