import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';
import { type Household, profileOf, withChangedProfile } from '../../shared/viewer/household.js';
import { noPreferences, Preferences, PreferencesChange } from '../../shared/viewer/preferences.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

export const getPreferences = endpoint({
  summary: 'My preferences',
  description: 'Of the profile that the request is made from.',
  answer: Preferences,
  problems: ['account-not-found'],
  handle: async ({ viewer }) => knownViewer(viewer).profile.preferences,
});

export const changePreferences = endpoint({
  summary: 'Change my preferences',
  description:
    'Of the profile that the request is made from; what is not sent stays as it is, lists are replaced. A kids profile ' +
    'changes nothing, and `max_content_rating` is the owner’s to set.',
  body: PreferencesChange,
  answer: Preferences,
  keyed: true,
  problems: ['account-not-found'],
  handle: async ({ viewer, body, once }, { households }: Uses<'households'>) => {
    const { account, profile } = knownViewer(viewer);
    if (profile.kind !== 'owner' && body.max_content_rating !== undefined) {
      throw new Problem('not-in-this-profile', 'Only the owner’s profile sets max_content_rating.');
    }
    const changed = await households.change(
      account,
      (household) => {
        const after = withChangedProfile(household, profile.id, { preferences: body });
        return { household: after, answer: preferencesOf(after, profile.id) };
      },
      once,
    );
    return stillThere(changed);
  },
});

function preferencesOf(household: Household, profile: string): Preferences {
  return profileOf(household, profile)?.preferences ?? noPreferences;
}
