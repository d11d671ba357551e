import { ArtefactBuilder } from '../../shared/artefact/artefact-builder.js';
import { CatalogueArtefact } from '../../shared/artefact/catalogue-artefact.js';
import { normaliseLine } from '../../shared/ingestion/file-provider.js';
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
  if (!record) return undefined;
  const { facts } = record;
  return {
    id: titleIdFrom('file', record.id),
    title: facts.title,
    original_title: facts.original_title ?? null,
    year: facts.year ?? null,
    type: facts.type,
    popularity_score: facts.popularity_score ?? 0,
    vote_count: facts.vote_count ?? 0,
    language: facts.language ?? null,
    collection: facts.collection ?? null,
    genres: facts.genres ?? [],
    themes: facts.themes ?? [],
    moods: facts.moods ?? [],
    keywords: facts.keywords ?? [],
    credits: {
      cast: facts.credits?.cast ?? [],
      directors: facts.credits?.directors ?? [],
      creators: facts.credits?.creators ?? [],
    },
  };
}

function recordOf(line: unknown): SourceRecord | undefined {
  try {
    return normaliseLine('file', line, SEEN_AT);
  } catch {
    return undefined;
  }
}
