import { ArtefactBuilder } from '../../shared/artefact/artefact-builder.js';
import { CatalogueArtefact } from '../../shared/artefact/catalogue-artefact.js';
import { normaliseLine } from '../../shared/ingestion/file-provider.js';
import { mergeRecords } from '../../shared/ingestion/merge.js';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import type { KnownNames } from '../../shared/search/known-names.js';
import type { CatalogueCard } from '../../shared/search/title-index.js';
import { titleIdFrom } from '../../shared/title/title-id.js';

const SEEN_AT = '2026-01-01T00:00:00.000Z';

/** The titles of a catalogue file's lines, most popular first, and how many lines did not fit. */
export function cardsOf(lines: Iterable<unknown>): { cards: CatalogueCard[]; rejected: number } {
  const cards: CatalogueCard[] = [];
  let rejected = 0;
  for (const line of lines) {
    const card = cardOf(line);
    if (card) cards.push(card);
    else rejected++;
  }
  cards.sort((a, b) => b.popularity_score - a.popularity_score || (a.id < b.id ? -1 : 1));
  return { cards, rejected };
}

/** The names of titles as the functions hold them. @param cards most popular first */
export function namesOf(cards: readonly CatalogueCard[]): KnownNames {
  const builder = new ArtefactBuilder();
  for (const card of cards) builder.add(card);
  return new CatalogueArtefact(builder.finish({ generation: 1, complete: true })).names;
}

function cardOf(line: unknown): CatalogueCard | undefined {
  const record = recordOf(line);
  return record && mergeRecords(titleIdFrom('file', record.id), [record], Date.parse(SEEN_AT));
}

function recordOf(line: unknown): SourceRecord | undefined {
  try {
    return normaliseLine('file', line, SEEN_AT);
  } catch {
    return undefined;
  }
}
