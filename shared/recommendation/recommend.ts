import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { TitleFilter } from '../search/title-filter.js';
import type { TitleBrief, TitleIndex } from '../search/title-index.js';
import type { Lora } from '../sona/lora.js';
import type { Scorer } from '../sona/scorer.js';
import type { Title } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';
import { type Context, fitsOf, type Suited } from './context.js';
import { diverse } from './diversity.js';
import type { Chosen, Model } from './model.js';
import { keyOf, type Part } from './reasons.js';
import { judged } from './scoring.js';
import { type Pool, poolOf, type SourcePorts } from './sources.js';
import { chosenOf, type Liked, likedOf, type Taste } from './taste.js';

/**
 * What counts beside the engine's score, in its unit (natural logarithms of odds). While viewers have told little it
 * decides; the engine's own parts grow with what it learns. Set by hand: there is no data yet to fit them to.
 */
const points = {
  /** Of a title that is as like a liked one as any, by the graph. */
  near: 3,
  /** Of the same text. */
  meaning: 1.5,
  popular: 1.5,
  trending: 1,
  fresh: 0.6,
  favouriteGenre: 1.2,
  dislikedGenre: -3,
  mutedGenre: -4,
  context: 1.2,
} as const;

/** Liked titles that others are compared with. */
const ANCHORS = 3;
/** Titles that the engine proposes. */
const LIKELY = 300;
/** Of the best by score, those that the list is picked from. */
const SHORTLIST = 100;

export interface Wish {
  taste: Taste;
  /** The viewer's own. */
  adapter: Lora | undefined;
  filter: TitleFilter;
  favouriteGenres: readonly string[];
  dislikedGenres: readonly string[];
  context: Context;
  limit: number;
  /** Whether titles that were watched may come again. */
  again: boolean;
  /** Titles to leave out while there are others. */
  lately: readonly TitleId[];
}

export interface Recommended {
  title: Title;
  score: number;
  /** They add up to the score: that of a title of which nothing is known is 0. */
  parts: readonly Part[];
}

export interface RecommendPorts extends SourcePorts {
  scorer: Scorer;
  titleIndex: SourcePorts['titleIndex'] & Pick<TitleIndex, 'briefs'>;
}

/** A title with its score in the situation. Its parts are made when they are asked for: most are never shown. */
export interface Situated<T> {
  title: T;
  score: number;
  parts(): Part[];
}

/** A title that may be picked. */
export type Shortlisted = Situated<TitleBrief> & { isNew: boolean };

/** Everything that recommendations are made of, as it is now. */
export interface Learnt {
  model: Model;
  artefact: CatalogueArtefact | undefined;
}

/** The titles for a viewer, best first and varied. */
export async function recommend(wish: Wish, learnt: Learnt, ports: RecommendPorts): Promise<Recommended[]> {
  const shortlist = await shortlistOf(wish, learnt, ports);
  const mix = mixOf(wish.taste, learnt.artefact, ports.clock.now());
  const picked = new Map(diverse(shortlist, wish.limit, mix).map((one) => [one.title.id, one]));
  const titles = await ports.titleIndex.titles([...picked.keys()]);
  return titles.flatMap((title) => {
    const one = picked.get(title.id);
    return one ? [{ title, score: one.score, parts: one.parts() }] : [];
  });
}

/** The best titles by score alone. */
export async function shortlistOf(wish: Wish, learnt: Learnt, ports: RecommendPorts): Promise<Shortlisted[]> {
  const gathered = await gatheredFor(wish, learnt, ports);
  const ranked = await rankedAmong(gathered.pool.titles, gathered, learnt, ports);
  const lately = new Set(wish.lately);
  const others = ranked.filter(({ title }) => !lately.has(title));
  const best = (
    others.length >= wish.limit ? others : [...others, ...ranked.filter(({ title }) => lately.has(title))]
  ).slice(0, SHORTLIST);
  const briefs = await ports.titleIndex.briefs(best.map(({ title }) => title));
  const shown = new Map(briefs.map((title) => [title.id, title]));
  return best
    .flatMap((one) => {
      const title = shown.get(one.title);
      return title ? [{ ...inSituation(one, title, wish), isNew: gathered.pool.fresh.has(one.title) }] : [];
    })
    .sort((a, b) => b.score - a.score);
}

/** What the sources give for a wish. */
export interface Gathered {
  wish: Wish;
  chosen: Chosen;
  anchors: readonly Liked[];
  pool: Pool;
}

export async function gatheredFor(
  wish: Wish,
  { model, artefact }: Learnt,
  ports: SourcePorts,
): Promise<Gathered> {
  const now = ports.clock.now();
  const taste = withoutMuted(wish.taste);
  const chosen = chosenOf(taste);
  const anchors = likedOf(taste, now).slice(0, ANCHORS);
  model.readFrom(artefact);
  const likely = model.likely(chosen, now, LIKELY);
  return { wish, chosen, anchors, pool: await poolOf({ ...wish, anchors, likely }, artefact, ports) };
}

/** A candidate with its score, as far as that needs nothing but what is in memory. */
export interface Ranked {
  title: TitleId;
  score: number;
  parts(): Part[];
}

/** The titles for the wish, best first. Those that the viewer chose are left out, unless they may come again. */
export async function rankedAmong(
  titles: readonly TitleId[],
  { wish, chosen, anchors, pool }: Gathered,
  { model, artefact }: Learnt,
  ports: Pick<RecommendPorts, 'clock' | 'scorer'>,
): Promise<Ranked[]> {
  const toScore = { chosen, titles, now: ports.clock.now(), again: wish.again };
  const asked = model.request(toScore, wish.adapter);
  const scored = await judged(model, ports.scorer, { ...asked, chosen, muted: wish.taste.muted });
  return scored
    .map(({ title, score, parts }) => {
      const beside = besideOf(title, { pool, anchors, wish, artefact });
      return { title, score: score + sumOf(beside), parts: () => [...parts(), ...beside] };
    })
    .sort((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1));
}

/** With what the situation adds, for which more of the title has to be known. */
export function inSituation<T extends Suited>({ score, parts }: Ranked, title: T, wish: Wish): Situated<T> {
  const situation = situationOf(wish, title);
  return { title, score: score + sumOf(situation), parts: () => [...parts(), ...situation] };
}

/** What the viewer did, less the titles that recommendations are not to rest on. */
function withoutMuted(taste: Taste): Taste {
  const muted = new Set(taste.muted.map((key) => key.split(':')[1]).filter((value) => value !== undefined));
  return { ...taste, titles: taste.titles.filter(({ title }) => !muted.has(title)) };
}

interface Beside {
  pool: Pool;
  anchors: readonly Liked[];
  wish: Wish;
  artefact: CatalogueArtefact | undefined;
}

function besideOf(id: TitleId, { pool, anchors, wish, artefact }: Beside): Part[] {
  const number = artefact?.titles.numberOf(id);
  const parts: Part[] = [];
  const like = likePart(id, pool, anchors);
  if (like) parts.push(like);
  if (artefact && number !== undefined)
    parts.push({ key: keyOf('popular'), points: points.popular * artefact.titles.popularity(number) });
  const place = pool.trending.get(id);
  if (place !== undefined) parts.push({ key: keyOf('trending'), points: points.trending * (1 - place) });
  if (pool.fresh.has(id)) parts.push({ key: keyOf('new'), points: points.fresh });
  return [
    ...parts.filter(({ key }) => !isMuted(key, wish.taste)),
    ...genreParts(genresOf(id, artefact), wish),
  ];
}

/** Whether the viewer has switched the reason off, or all of its kind. */
function isMuted(key: string, { muted }: Taste): boolean {
  return muted.includes(key) || muted.includes(key.split(':')[0] ?? key);
}

/** The anchor that the title is most like. */
function likePart(id: TitleId, { near, meaning }: Pool, anchors: readonly Liked[]): Part | undefined {
  let best: Part | undefined;
  for (const [i, { title, weight }] of anchors.entries()) {
    const text = i === 0 ? points.meaning * Math.max(0, meaning.get(id) ?? 0) : 0;
    const worth = weight * (points.near * (near.get(title)?.get(id) ?? 0) + text);
    if (worth > (best?.points ?? 0)) best = { key: keyOf('like', title), points: worth };
  }
  return best;
}

function genreParts(genres: readonly string[], { favouriteGenres, dislikedGenres, taste }: Wish): Part[] {
  return genres.flatMap((genre): Part[] => {
    const key = keyOf('genre', genre);
    if (taste.muted.includes(key)) return [{ key, points: points.mutedGenre }];
    if (dislikedGenres.includes(genre)) return [{ key, points: points.dislikedGenre }];
    return favouriteGenres.includes(genre) ? [{ key, points: points.favouriteGenre }] : [];
  });
}

function situationOf({ context, taste }: Wish, title: Suited): Part[] {
  return fitsOf(context, title)
    .map(({ value, fit }) => ({ key: keyOf('context', value), points: points.context * fit }))
    .filter(({ key }) => !isMuted(key, taste));
}

/** The share of each genre in what the viewer likes. */
function mixOf(taste: Taste, artefact: CatalogueArtefact | undefined, now: number): Map<string, number> {
  const mix = new Map<string, number>();
  const liked = likedOf(taste, now);
  const total = liked.reduce((sum, { weight }) => sum + weight, 0);
  for (const { title, weight } of liked)
    for (const genre of genresOf(title, artefact)) mix.set(genre, (mix.get(genre) ?? 0) + weight / total);
  return mix;
}

function genresOf(id: TitleId, artefact: CatalogueArtefact | undefined): string[] {
  const number = artefact?.titles.numberOf(id);
  if (!artefact || number === undefined) return [];
  const { genres } = artefact.titles.columns.labels;
  return Array.from(artefact.titles.labels('genres', number), (label) => genres.text(label));
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.points, 0);
}
