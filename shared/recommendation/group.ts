import { Problem } from '../problem/problem.js';
import { type Certification, mildestOf } from '../title/certifications.js';
import type { Household, ProfileId } from '../viewer/household.js';
import { ceilingOf, type Viewer, viewerOf } from '../viewer/viewer.js';

/**
 * The profiles of one account that a title is picked for. Who asks agrees by asking; another grown-up has to have switched
 * `group_picks` on; children take part where the owner asks. What an account does not have looks absent.
 * @throws Problem when one of them is not there or does not take part
 */
export function groupOf(asker: Viewer, household: Household, profiles: readonly ProfileId[]): Viewer[] {
  const { kind, id } = asker.profile;
  if (kind === 'kids') throw refused('A kids profile has nothing picked for others: ask from the owner’s.');
  if (!asker.privacy.personalisation)
    throw refused('Nothing is made for this account: switch personalisation on in its privacy settings.');
  const group = profiles.map((profile) => viewerOf(asker.account, household, profile));
  if (kind !== 'owner' && !profiles.includes(id))
    throw refused('Only the owner’s profile has something picked for others than itself.');
  const child = group.find(({ profile }) => profile.kind === 'kids');
  if (child && kind !== 'owner')
    throw refused(`Only the owner’s profile has something picked for the kids profile ${child.profile.id}.`);
  const unasked = group.find(
    ({ profile }) => profile.id !== id && profile.kind !== 'kids' && profile.preferences.group_picks !== true,
  );
  if (unasked)
    throw refused(
      `Profile ${unasked.profile.id} takes part where its preferences have group_picks switched on.`,
    );
  return group;
}

/** The strictest rating that any of them is not to be shown more than. */
export function ceilingOfAll(group: readonly Viewer[]): Certification | undefined {
  return mildestOf(group.flatMap((viewer) => ceilingOf(viewer) ?? []));
}

/** Who asks, with what all of them subscribe to: they watch on one screen. */
export function watchingTogether(asker: Viewer, group: readonly Viewer[]): Viewer {
  const all = group.map(({ profile }) => profile.preferences);
  const preferences = {
    ...asker.profile.preferences,
    subscribed_platforms: [...new Set(all.flatMap((one) => one.subscribed_platforms))],
    country: [asker.profile.preferences, ...all].find(({ country }) => country !== null)?.country ?? null,
  };
  return { ...asker, profile: { ...asker.profile, preferences } };
}

function refused(detail: string): Problem {
  return new Problem('not-in-this-profile', detail);
}
