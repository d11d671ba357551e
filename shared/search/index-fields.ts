import type { Title } from '../title/title.js';
import type { CatalogueEntry } from '../title/title-store.js';
import type { IndexPoint, SparseVector } from './index-point.js';
import { offerKeys } from './offer-keys.js';
import { type SearchableText, termWeights } from './terms.js';

const DAY_MS = 86_400_000;
/** Days in which the weight of a release halves in what is trending. */
const TRENDING_HALF_LIFE_DAYS = 180;
const UNKNOWN_RELEASE_DAY = -40_000;

/** The words that the sentence encoder reads. */
export function embeddingText({ title, original_title, tagline, overview, keywords }: Title): string {
  const names = original_title && original_title !== title ? [title, original_title] : [title];
  const about = [tagline, overview].filter(Boolean);
  return [...names, ...(about.length > 0 ? about : [keywords.join(', ')])].filter(Boolean).join('. ');
}

/** Everything that can be found by its words. */
export function searchableText({
  title,
  search_text,
}: Pick<CatalogueEntry, 'title' | 'search_text'>): SearchableText {
  const { credits, original_title, year } = title;
  return {
    title: original_title && original_title !== title.title ? [title.title, original_title] : [title.title],
    about: [title.overview ?? '', title.tagline ?? ''],
    keywords: [...title.keywords, ...title.themes, ...title.moods, title.collection ?? ''],
    genres: title.genres,
    people: [
      ...credits.cast.flatMap(({ name, character }) => [name, character ?? '']),
      ...credits.directors,
      ...credits.creators,
    ],
    background: [search_text, year === null ? '' : String(year)],
  };
}

/** A title as the index keeps it, beside its dense vectors. */
export function indexPoint(entry: Pick<CatalogueEntry, 'title' | 'search_text'>): {
  point: IndexPoint;
  keywords: SparseVector;
} {
  const { title } = entry;
  const keywords = termWeights(searchableText(entry));
  return {
    keywords,
    point: {
      id: title.id,
      title,
      fields: {
        offers: offerKeys(title.availability),
        terms: keywords.indices,
        rank_popular: popularRank(title),
        rank_new: releaseDay(title) + tieBreak(title.id),
        rank_trending: trendingRank(title),
      },
    },
  };
}

export function popularRank({ id, popularity_score }: Title): number {
  return popularity_score + tieBreak(id);
}

/** Of a title that nobody views: its popularity, fading from its release on. */
export function trendingRank(title: Title): number {
  const known = Math.log(0.02 + title.popularity_score);
  return known + trendingAt(releaseDay(title) * DAY_MS) + tieBreak(title.id);
}

/**
 * Forward decay: what fades against today grows with the day, so ranks never have to be computed again. The rank, at this
 * instant (epoch milliseconds), of what counts 1 then.
 */
export function trendingAt(instant: number): number {
  return (instant / DAY_MS) * (Math.LN2 / TRENDING_HALF_LIFE_DAYS);
}

/** Days from 1970 to the release; the middle of what is known of it. */
function releaseDay({ release_date, year }: Title): number {
  const known = release_date ?? (year === null ? null : String(year));
  if (known === null) return UNKNOWN_RELEASE_DAY;
  const full = known.length === 4 ? `${known}-07-01` : known.length === 7 ? `${known}-15` : known;
  return Math.floor(Date.parse(full) / DAY_MS);
}

/** Below 1e-6 and different for different titles: two ranks are never equal. */
function tieBreak(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-10), 16) / 2 ** 40 / 1e6;
}
