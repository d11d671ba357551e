import { Offer } from '../../shared/availability/offer.js';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import { Title } from '../../shared/title/title.js';
import { type TitleId, titleIdFrom } from '../../shared/title/title-id.js';
import type { CatalogueEntry, TitleHashes } from '../../shared/title/title-store.js';

export const idOf = (name: string): TitleId => titleIdFrom('test', name);

export function offerOf(region: string, platform: string, availability_type = 'subscription'): Offer {
  return Offer.parse({
    platform,
    region,
    availability_type,
    price: null,
    deep_link: null,
    web_fallback: null,
    available_from: null,
    expires_at: null,
    video_quality: [],
    audio_tracks: [],
    subtitle_tracks: [],
    simulated: true,
    as_of: null,
    source: 'test',
  });
}

export function titleOf(name: string, given: Partial<Title> = {}): Title {
  return Title.parse({
    id: idOf(name),
    type: 'movie',
    title: name,
    original_title: null,
    year: 1999,
    release_date: null,
    runtime: 100,
    language: 'en',
    countries: [],
    overview: null,
    tagline: null,
    genres: ['drama'],
    themes: [],
    moods: [],
    keywords: [],
    collection: null,
    certification: null,
    credits: { cast: [], directors: [], creators: [] },
    popularity_score: 0.5,
    average_rating: null,
    vote_count: 0,
    poster_url: null,
    external_ids: {},
    series_id: null,
    season: null,
    number: null,
    availability: [],
    provenance: {},
    attribution: [],
    last_updated: '2026-11-21T10:00:00Z',
    ...given,
  });
}

export function hashes(version: string): TitleHashes {
  return { text: `text ${version}`, facts: `facts ${version}`, payload: `payload ${version}` };
}

export function entryOf(name: string, version = '1'): CatalogueEntry {
  return {
    title: titleOf(name),
    search_text: `words of ${name}`,
    hashes: hashes(version),
    indexed: null,
    created_at: '2026-11-21T10:00:00.000Z',
  };
}

export function recordOf(name: string): SourceRecord {
  return {
    provider: 'test',
    id: name,
    seen_at: '2026-11-21T10:00:00Z',
    facts: { type: 'movie', title: name },
    offers: [offerOf('US', 'netflix')],
    search_text: '',
    series: null,
  };
}
