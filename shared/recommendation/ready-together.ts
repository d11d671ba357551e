import type { Caller } from '../account/roles.js';
import { may } from '../account/roles.js';
import type { TitleId } from '../title/title-id.js';
import type { Viewer } from '../viewer/viewer.js';
import { ceilingOfAll, watchingTogether } from './group.js';
import type { Member } from './group-pick.js';
import type { ForYouParameters } from './parameters.js';
import type { ReadyPorts } from './ready.js';
import type { Learnt } from './recommend.js';
import { filterFor, ownerOf, unlessDown, wishFrom } from './wishes.js';

/** A request for a group, whose profiles are known. */
export interface AskedTogether {
  query: ForYouParameters;
  caller: Caller;
  asker: Viewer;
  group: readonly Viewer[];
}

export interface ReadyTogether {
  members: Member[];
  learnt: Learnt;
  /** Titles of the latest list or pick, where others are asked for. */
  lately: ReadonlySet<TitleId>;
}

/**
 * What each of the group wants, all within one filter. Other than for one viewer nothing is picked while tastes cannot be
 * read: what somebody refused would be shown to all.
 * @param limit how many are picked
 * @throws Unavailable
 */
export async function readyTogether(
  { query: asked, caller, asker, group }: AskedTogether,
  limit: number,
  ports: ReadyPorts,
): Promise<ReadyTogether> {
  const [model, current, stored, lately] = await Promise.all([
    ports.recommendationBase.current(),
    ports.catalogueArtefact.current(),
    Promise.all(group.map((viewer) => ports.tastes.get(ownerOf(viewer)))),
    asked.refresh ? unlessDown(ports.shownLists.latest(ownerOf(asker)), ports.log) : undefined,
  ]);
  const together = watchingTogether(asker, group);
  const subscribed = together.profile.preferences.subscribed_platforms.length > 0;
  const query = { ...asked, mine: asked.mine ?? subscribed };
  const rights = { isPersonal: true, isFull: may(caller, 'recommendations:full') };
  const asking = { query, ceiling: ceilingOfAll([asker, ...group]), limit, ...rights };
  const filter = { ...filterFor({ ...asking, viewer: together }), available: true };
  const members = group.map((viewer, i): Member => {
    const kept = { stored: stored[i], lately: undefined };
    const { wish } = wishFrom({ ...asking, viewer }, kept, model, ports.log);
    return { profile: viewer.profile.id, wish: { ...wish, filter } };
  });
  return { members, learnt: { model, artefact: current?.artefact }, lately: new Set(lately) };
}
