import { readdirSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { CatalogueLine, CatalogueOffer } from '../../shared/ingestion/catalogue-line.js';

/** A line as a catalogue file holds it, before the schema has read it. */
export type CatalogueInput = z.input<typeof CatalogueLine>;
export type OfferInput = z.input<typeof CatalogueOffer>;

/** One line of `offers-2021-us.jsonl`: a platform listed the title in the USA. */
export interface ListedOffer {
  /** The catalogue's id of the title. */
  id: string;
  platform: string;
  /** The day of the list, ISO 8601. */
  as_of: string;
}

const LISTED_OFFERS = 'offers-2021-us.jsonl';
/** Read last: an episode names its series. */
const EPISODES = 'episodes.jsonl';

function readLines<T>(name: string): T[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** What the platforms' own lists of autumn 2021 said. */
export function listedOffers(): ListedOffer[] {
  return readLines<ListedOffer>(LISTED_OFFERS);
}

/** The bundled titles without where to watch them; each series before its episodes. */
export function bundledTitles(): CatalogueInput[] {
  const files = readdirSync(new URL('.', import.meta.url))
    .filter((name) => name.endsWith('.jsonl') && name !== LISTED_OFFERS)
    .sort((a, b) => Number(a === EPISODES) - Number(b === EPISODES) || (a < b ? -1 : 1));
  return files.flatMap((name) => readLines<CatalogueInput>(name));
}
