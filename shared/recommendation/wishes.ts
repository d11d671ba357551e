import type { Log } from '../log.js';
import { Unavailable } from '../problem/problem.js';
import type { TitleFilter } from '../search/title-filter.js';
import { filterOf } from '../search/title-parameters.js';
import type { Scorer } from '../sona/scorer.js';
import type { Certification } from '../title/certifications.js';
import { titleTypes } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import { noPreferences, type Preferences } from '../viewer/preferences.js';
import { allows, type Viewer } from '../viewer/viewer.js';
import { madeFrom } from './answers.js';
import { type Context } from './context.js';
import { adapterOf } from './learning.js';
import type { Model } from './model.js';
import { contextOf, type ForYouParameters } from './parameters.js';
import type { Wish } from './recommend.js';
import type { ShownLists } from './shown-lists.js';
import { noTaste, type Taste } from './taste.js';
import type { Owner, StoredTaste, Tastes } from './tastes.js';

const allButEpisodes = titleTypes.filter((type) => type !== 'episode');

export interface PersonalPorts {
  log: Log;
  scorer: Scorer;
  shownLists: ShownLists;
  tastes: Pick<Tastes, 'get'>;
}

export interface Asking {
  query: ForYouParameters;
  viewer: Viewer | 'unknown' | undefined;
  ceiling: Certification | undefined;
  limit: number;
  /** Whether the caller may have what is made for them, and made by situation and adapter. */
  isPersonal: boolean;
  isFull: boolean;
}

export interface Wished {
  wish: Wish;
  madeFrom: (typeof madeFrom)[number][];
  /** Undefined of a list that is nobody's own. */
  owner: Owner | undefined;
}

/** What to look for, for whoever asks: of viewers who do not want to be known nothing is used. */
export async function wishOf(asking: Asking, model: Model, ports: PersonalPorts): Promise<Wished> {
  const known = knownIn(asking);
  const owner = known && ownerOf(known);
  const [stored, lately] = await Promise.all([
    owner && unlessDown(ports.tastes.get(owner), ports.log),
    owner && asking.query.refresh ? unlessDown(ports.shownLists.latest(owner), ports.log) : undefined,
  ]);
  return { ...wishFrom(asking, { stored, lately }, model, ports.log), owner };
}

export function ownerOf({ account, profile }: Viewer): Owner {
  return { account, profile: profile.id };
}

/** What is kept of who asks. */
interface Kept {
  stored: StoredTaste | undefined;
  lately: readonly TitleId[] | undefined;
}

export function wishFrom(
  asking: Asking,
  { stored, lately = [] }: Kept,
  model: Model,
  log: Log,
): Pick<Wished, 'wish' | 'madeFrom'> {
  const { query, limit, isFull } = asking;
  const preferences = preferencesOf(asking);
  const wish = {
    taste: stored?.taste ?? noTaste,
    adapter: isFull ? ownAdapter(stored?.adapter, model, log) : undefined,
    context: isFull ? contextOf(query) : {},
    favouriteGenres: preferences.favorite_genres,
    dislikedGenres: preferences.disliked_genres,
    limit,
    again: query.seen ?? false,
    lately,
  };
  return { wish: { ...wish, filter: filterFor(asking) }, madeFrom: originsOf(wish, preferences) };
}

function originsOf(
  { taste, adapter, context }: Pick<Wish, 'taste' | 'adapter' | 'context'>,
  preferences: Preferences,
): Wished['madeFrom'] {
  const counts: Record<(typeof madeFrom)[number], boolean> = {
    history: isTelling(taste),
    adapter: adapter !== undefined,
    preferences: hasTaste(preferences),
    context: isAsked(context),
  };
  return madeFrom.filter((origin) => counts[origin]);
}

function knownIn({ isPersonal, viewer }: Asking): Viewer | undefined {
  return isPersonal && typeof viewer === 'object' && allows(viewer, 'personalisation') ? viewer : undefined;
}

function preferencesOf(asking: Asking): Preferences {
  return knownIn(asking)?.profile.preferences ?? noPreferences;
}

/** What may be in the list at all; where the viewer watches, where they do not say otherwise. */
export function filterFor(asking: Asking): TitleFilter {
  const { query, ceiling, viewer } = asking;
  const { minutes } = query;
  const region = query.region ?? preferencesOf(asking).country ?? undefined;
  const asked = filterOf({ ...query, region }, { ceiling, viewer });
  const filter = { types: allButEpisodes, ...asked };
  if (minutes === undefined) return filter;
  return { ...filter, runtime_to: Math.min(minutes, filter.runtime_to ?? minutes) };
}

/** So that a refresh shows others; nobody waits longer, or is refused, where that cannot be kept. */
export async function rememberShown(
  owner: Owner,
  titles: readonly TitleId[],
  ports: Pick<PersonalPorts, 'log' | 'shownLists'>,
): Promise<void> {
  await unlessDown(ports.shownLists.put(owner, titles), ports.log);
}

function ownAdapter(bytes: Uint8Array | undefined, model: Model, log: Log) {
  const known = adapterOf(bytes, model);
  if (known && 'fault' in known)
    log('warn', 'an adapter is left aside until it is learned anew', { fault: known.fault });
  return known && 'adapter' in known ? known.adapter : undefined;
}

function isTelling({ titles, refused, muted }: Taste): boolean {
  return titles.length + refused.length + muted.length > 0;
}

function hasTaste({ favorite_genres, disliked_genres, country }: Preferences): boolean {
  return favorite_genres.length + disliked_genres.length > 0 || country !== null;
}

function isAsked(context: Context): boolean {
  return Object.values(context).some((value) => value !== undefined);
}

/** What is known of the viewer may be out of reach: then the list is everybody's, not none. */
export async function unlessDown<T>(call: Promise<T>, log: Log): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log('warn', 'recommending without what is known of the viewer', { dependency: error.dependency });
    return undefined;
  }
}
