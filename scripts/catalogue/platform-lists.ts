import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { CatalogueInput, ListedOffer } from '../../emulators/catalogue/lines.js';

/** What each list is of: CSV files of what a platform showed in the USA in autumn 2021. */
const lists = [
  { platform: 'netflix', file: 'netflix_titles.csv' },
  { platform: 'prime-video', file: 'amazon_prime_titles.csv' },
  { platform: 'hulu', file: 'hulu_titles.csv' },
  { platform: 'disney-plus', file: 'disney_plus_titles.csv' },
];

const Listing = z.object({
  type: z.enum(['Movie', 'TV Show']),
  title: z.string(),
  director: z.string(),
  cast: z.string(),
  date_added: z.string(),
  release_year: z.coerce.number(),
});
export type Listing = z.infer<typeof Listing>;

export interface PlatformList {
  platform: string;
  listings: Listing[];
}

/** @param folder holds the four CSV files under their published names. */
export function readPlatformLists(folder: string): PlatformList[] {
  return lists.map(({ platform, file }) => ({
    platform,
    listings: z.array(Listing).parse(parse(readFileSync(join(folder, file)), { columns: true, bom: true })),
  }));
}

/** Letters and digits only, so that punctuation and accents do not part one title from itself. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function names(title: CatalogueInput): string[] {
  return [title.title, title.original_title ?? title.title].map(plain);
}

function people(title: CatalogueInput): string[] {
  const cast = (title.cast ?? []).map((member) => (typeof member === 'string' ? member : member.name));
  return [...cast, ...(title.directors ?? []), ...(title.creators ?? [])].map(plain);
}

/** A film's listed year is its own; a series' may be that of any season. */
function yearFits(title: CatalogueInput, listing: Listing): boolean {
  const late = listing.release_year - (title.year ?? Number.NaN);
  return title.type === 'series' ? late >= -1 : Math.abs(late) <= 1;
}

/**
 * Whether a listing is this title and not another of the same name: title, kind and year agree, and where the
 * list names people, somebody is in both.
 */
export function isListingOf(title: CatalogueInput, listing: Listing): boolean {
  if (title.type === 'episode') return false;
  if ((title.type === 'series') !== (listing.type === 'TV Show')) return false;
  if (!names(title).includes(plain(listing.title))) return false;
  if (!yearFits(title, listing)) return false;
  const named = plain(`${listing.cast} ${listing.director}`);
  return named === ''
    ? Math.abs(listing.release_year - (title.year ?? Number.NaN)) <= 1
    : people(title).some((name) => named.includes(name));
}

/** A list is as old as the last title added to it. */
function dayOf({ listings }: PlatformList): string {
  const times = listings.map(({ date_added }) => Date.parse(`${date_added} UTC`)).filter(Number.isFinite);
  return new Date(Math.max(...times)).toISOString().slice(0, 10);
}

function groupByTitle(listings: readonly Listing[]): Map<string, Listing[]> {
  const groups = new Map<string, Listing[]>();
  for (const listing of listings) {
    const name = plain(listing.title);
    groups.set(name, [...(groups.get(name) ?? []), listing]);
  }
  return groups;
}

/** Which of the titles each platform listed, in the order of the titles. */
export function matchPlatformLists(
  titles: readonly CatalogueInput[],
  platformLists: readonly PlatformList[],
): ListedOffer[] {
  const indexed = platformLists.map((list) => ({
    platform: list.platform,
    as_of: dayOf(list),
    byTitle: groupByTitle(list.listings),
  }));
  return titles.flatMap((title) =>
    indexed
      .filter(({ byTitle }) =>
        names(title)
          .flatMap((name) => byTitle.get(name) ?? [])
          .some((listing) => isListingOf(title, listing)),
      )
      .map(({ platform, as_of }) => ({ id: String(title.id), platform, as_of })),
  );
}
