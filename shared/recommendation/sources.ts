import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import { graphLikeness, nearest } from '../graph/similarity.js';
import type { Log } from '../log.js';
import type { TitleFilter } from '../search/title-filter.js';
import type { Scored, TitleBrief, TitleIndex } from '../search/title-index.js';
import type { TitleId } from '../title/title-id.js';
import { byViews } from '../trending/viewed-titles.js';
import type { ViewCounts } from '../trending/views.js';
import type { Liked, Taste } from './taste.js';
import { markOf } from './taste.js';

/** Candidates of each source. */
const LIKE_ONE = 100;
const WELL_KNOWN = 150;
const OF_A_GENRE = 60;
const TRENDING = 60;
const NEW = 30;
const BY_MEANING = 60;

export interface SourcePorts {
  clock: { now(): number };
  log: Log;
  titleIndex: Pick<TitleIndex, 'search' | 'list' | 'listBriefs' | 'titles'>;
  viewCounts: ViewCounts;
}

export interface Wanted {
  filter: TitleFilter;
  taste: Taste;
  /** What the viewer likes most. */
  anchors: readonly Liked[];
  /** By what viewers did. */
  likely: readonly TitleId[];
  favouriteGenres: readonly string[];
  /** Whether titles that were watched may come again. */
  again: boolean;
}

/** Titles that may be recommended, and what the sources say of them. */
export interface Pool {
  titles: TitleId[];
  /** How like each anchor the titles near it are, 0 to 1. */
  near: ReadonlyMap<TitleId, ReadonlyMap<TitleId, number>>;
  /** Cosine of the texts of the first anchor and others. */
  meaning: ReadonlyMap<TitleId, number>;
  /** Place in what is trending, 0 first, 0 to 1. */
  trending: ReadonlyMap<TitleId, number>;
  fresh: ReadonlySet<TitleId>;
}

/** Asks every source at once; all of them keep to the filter. */
export async function poolOf(
  wanted: Wanted,
  artefact: CatalogueArtefact | undefined,
  ports: SourcePorts,
): Promise<Pool> {
  const { filter, anchors, taste } = wanted;
  const near = new Map(
    anchors.map(({ title }) => [title, artefact ? nearTo(title, artefact) : new Map<TitleId, number>()]),
  );
  const ids = [
    ...wanted.likely,
    ...[...near.values()].flatMap((titles) => [...titles.keys()]),
    ...(artefact ? knownTo(artefact, wanted.favouriteGenres) : []),
  ];
  const { titleIndex } = ports;
  const briefly = { ...ports, titleIndex: { titles: titleIndex.titles, list: titleIndex.listBriefs } };
  const [found, trending, fresh, popular] = await Promise.all([
    titleIndex.search({
      text: anchors.find(({ title }) => artefact?.titles.numberOf(title) !== undefined)?.title,
      facts: undefined,
      keywords: undefined,
      filter,
      limit: BY_MEANING,
      among: [{ ids: [...new Set(ids)], filter }],
    }),
    byViews('trending', filter.region, briefly).then((views) => views.list(filter, 'trending', TRENDING)),
    titleIndex.listBriefs(filter, 'new', NEW),
    artefact ? [] : titleIndex.listBriefs(filter, 'popular', WELL_KNOWN),
  ]);
  const isWanted = openTo(taste, wanted.again);
  const lists = [trending, fresh, popular].flatMap((list) => list.map(({ title }) => title.id));
  const titles = [...new Set([...found.among, ...found.text.map(({ id }) => id), ...lists])];
  return {
    titles: titles.filter(isWanted),
    near,
    meaning: new Map(found.text.map(({ id, score }: Scored) => [id, score])),
    trending: new Map(trending.map(({ title }, place) => [title.id, place / trending.length])),
    fresh: new Set(
      fresh.filter(({ title }) => isFresh(title, ports.clock.now())).map(({ title }) => title.id),
    ),
  };
}

/** Whether the viewer has neither refused a title nor, unless it may come again, had it. */
export function openTo(taste: Taste, again: boolean): (id: TitleId) => boolean {
  const refused = new Set(taste.refused);
  const seen = new Set(again ? [] : taste.seen);
  return (id) => !refused.has(id) && !seen.has(markOf(id));
}

/** By the file that they were made from: likeness of all to one takes milliseconds in a large catalogue. */
const kept = new WeakMap<CatalogueArtefact, Map<TitleId, ReadonlyMap<TitleId, number>>>();
const MOST_KEPT = 2_000;

function nearTo(id: TitleId, artefact: CatalogueArtefact): ReadonlyMap<TitleId, number> {
  const known = kept.get(artefact) ?? new Map<TitleId, ReadonlyMap<TitleId, number>>();
  kept.set(artefact, known);
  const before = known.get(id);
  if (before) return before;
  const title = artefact.titles.numberOf(id);
  const scores =
    title === undefined
      ? new Map<number, number>()
      : nearest(title, graphLikeness(title, artefact), artefact, LIKE_ONE);
  const most = Math.max(...scores.values(), Number.MIN_VALUE);
  const near = new Map([...scores].map(([other, score]) => [artefact.titles.id(other), score / most]));
  if (known.size >= MOST_KEPT) known.clear();
  known.set(id, near);
  return near;
}

/** The most popular titles, and those of the genres that the viewer has named. */
function knownTo({ titles }: CatalogueArtefact, genres: readonly string[]): TitleId[] {
  const popular = Array.from({ length: Math.min(WELL_KNOWN, titles.count) }, (_, title) => title);
  const labels = titles.columns.labels.genres;
  const named = genres.flatMap((genre) => {
    const label = labels.numberOf(genre);
    return label === undefined ? [] : Array.from(labels.titles(label).subarray(0, OF_A_GENRE));
  });
  return [...popular, ...named].map((title) => titles.id(title));
}

const FRESH_DAYS = 180;

function isFresh({ release_date, year }: TitleBrief, now: number): boolean {
  const released = release_date ?? (year === null ? null : `${year}-12-31`);
  if (released === null) return false;
  return now - Date.parse(released) <= FRESH_DAYS * 86_400_000;
}
