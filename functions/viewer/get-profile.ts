import { z } from 'zod';
import { Account } from '../../shared/account/account.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Profile } from '../../shared/viewer/household.js';
import { Privacy } from '../../shared/viewer/privacy.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

export const getProfile = endpoint({
  summary: 'Who I am here',
  description:
    'The account, and the profile that the request is made from (`X-Profile`; the owner’s where absent). To another ' +
    'profile than the owner’s, name and address of the owner are not told.',
  answer: z
    .object({
      user_id: Account.shape.id,
      name: z.string().nullable(),
      email: Account.shape.email,
      role: Account.shape.role,
      created_at: Account.shape.created_at,
      profile: Profile,
      preferences: Profile.shape.preferences,
      privacy_settings: Privacy,
    })
    .meta({ id: 'MyProfile' }),
  problems: ['account-not-found'],
  handle: async ({ viewer }, { accounts }: Uses<'accounts'>) => {
    const { account: user_id, profile, privacy } = knownViewer(viewer);
    const { email, name, role, created_at } = stillThere(await accounts.get(user_id));
    const isOwner = profile.kind === 'owner';
    return {
      user_id,
      name: isOwner ? name : profile.name,
      email: isOwner ? email : null,
      role,
      created_at,
      profile,
      preferences: profile.preferences,
      privacy_settings: privacy,
    };
  },
});
