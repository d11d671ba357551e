import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Privacy, PrivacyChange } from '../../shared/viewer/privacy.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

export const getPrivacy = endpoint({
  summary: 'What may be done with what is known of me',
  description:
    'As it holds for the profile that the request is made from: a kids profile never counts in statistics.',
  answer: Privacy,
  problems: ['account-not-found'],
  handle: async ({ viewer }) => knownViewer(viewer).privacy,
});

export const changePrivacy = endpoint({
  summary: 'Change what may be done with what is known of me',
  description:
    'For the account with all of its profiles, from the next request on; what is not sent stays as it is. From the ' +
    'owner’s profile only.',
  body: PrivacyChange,
  answer: Privacy,
  keyed: true,
  problems: ['account-not-found'],
  handle: async ({ viewer, body, once }, { households }: Uses<'households'>) => {
    const changed = await households.change(
      knownViewer(viewer).account,
      (household) => {
        const given = Object.entries(body).filter(([, value]) => value !== undefined);
        const privacy = { ...household.privacy, ...Object.fromEntries(given) };
        return { household: { ...household, privacy }, answer: privacy };
      },
      once,
    );
    return stillThere(changed);
  },
});
