import { createHash } from 'node:crypto';
import { encoderVersion } from '../embedding/encoder-version.js';
import { factsOf, factsVersion } from '../embedding/facts-vector.js';
import { embeddingText, searchableText } from '../search/index-fields.js';
import type { CatalogueEntry, TitleHashes } from './title-store.js';

/** Counts up when what the index stores of a title changes its form, so that every title is indexed again. */
export const INDEX_VERSION = 3;

export function hashesOf(entry: Pick<CatalogueEntry, 'title' | 'search_text'>): TitleHashes {
  const { last_updated: _, availability, ...rest } = entry.title;
  // The day on which an offer was seen again is no change of it.
  const shown = { ...rest, availability: availability.map(({ as_of: __, ...offer }) => offer) };
  return {
    text: digest([INDEX_VERSION, encoderVersion, embeddingText(entry.title), searchableText(entry)]),
    facts: digest([factsVersion, factsOf(entry.title)]),
    payload: digest([INDEX_VERSION, shown]),
  };
}

export function sameHashes(a: TitleHashes, b: TitleHashes | null): boolean {
  return a.text === b?.text && a.facts === b.facts && a.payload === b.payload;
}

/** Whether the vectors must be made anew. */
export function vectorsDiffer(a: TitleHashes, b: TitleHashes | null): boolean {
  return a.text !== b?.text || a.facts !== b.facts;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
