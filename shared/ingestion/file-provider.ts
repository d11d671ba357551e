import type { z } from 'zod';
import { countryByCode } from '../availability/countries.js';
import type { Offer } from '../availability/offer.js';
import { platformFromName } from '../availability/platforms.js';
import { genreSlugs } from '../title/genres.js';
import type { TitleFacts } from '../title/title.js';
import { CatalogueLine, type CatalogueOffer } from './catalogue-line.js';
import { providerKey } from './identity.js';
import type { SourceRecord } from './source-record.js';

/** Records of a catalogue file in our own form. Throws a ZodError for a line that does not fit. */
export function normaliseLine(provider: string, content: unknown, fetchedAt: string): SourceRecord {
  const line = CatalogueLine.parse(content);
  return {
    provider,
    id: line.id,
    seen_at: fetchedAt,
    facts: given(factsOf(line, provider)),
    offers: line.availability ? line.availability.map((offer) => offerOf(offer, provider)) : null,
    search_text: line.wikipedia?.extract ?? '',
    series: line.series ? providerKey(provider, line.series) : null,
  };
}

type Nullish<T> = { [K in keyof T]: T[K] | null | undefined };

function factsOf(line: CatalogueLine, provider: string): Nullish<SourceRecord['facts']> & NamedTitle {
  return {
    ...datesOf(line),
    ...descriptionOf(line),
    type: line.type,
    title: line.title,
    original_title: line.original_title,
    runtime: line.runtime ? Math.max(1, Math.round(line.runtime)) : undefined,
    language: line.language?.toLowerCase(),
    countries: line.countries?.map((code) => code.toUpperCase()),
    certification: line.certification,
    credits: creditsOf(line),
    popularity_score: popularityScore(line.popularity ?? 0, line.vote_count ?? 0),
    average_rating: line.vote_count === 0 ? undefined : line.vote_average,
    vote_count: line.vote_count,
    poster_url: line.poster_url,
    external_ids: { ...externalIds(line), [provider]: line.id },
    season: line.season,
    number: line.number,
  };
}

type NamedTitle = Pick<TitleFacts, 'type' | 'title'>;

function datesOf({ year, release_date }: CatalogueLine) {
  return { year: year ?? (release_date ? Number(release_date.slice(0, 4)) : undefined), release_date };
}

function descriptionOf(line: CatalogueLine) {
  return {
    overview: line.overview || undefined,
    tagline: line.tagline || undefined,
    genres: line.genres && [...new Set(line.genres.flatMap(genreSlugs))],
    themes: line.themes?.map(slug),
    moods: line.moods?.map(slug),
    keywords: line.keywords,
    collection: line.collection,
  };
}

function creditsOf({ cast, directors, creators }: CatalogueLine): TitleFacts['credits'] {
  const members = (cast ?? []).map((member) =>
    typeof member === 'string'
      ? { name: member }
      : { name: member.name, ...(member.character && { character: member.character }) },
  );
  return { cast: members, directors: directors ?? [], creators: creators ?? [] };
}

/**
 * 0 to 1 on a logarithmic scale: 50,000 votes or a popularity of 1,000 (TMDb's scale) are 1.
 */
export function popularityScore(popularity: number, votes: number): number {
  const score = Math.max(Math.log1p(popularity) / Math.log1p(1_000), Math.log1p(votes) / Math.log1p(50_000));
  return Math.round(Math.min(1, score) * 10_000) / 10_000;
}

function externalIds(line: CatalogueLine): Record<string, string> {
  return Object.fromEntries(
    Object.entries(line.external_ids ?? {})
      .filter(([scheme, id]) => /^[a-z][a-z0-9_]*$/.test(scheme) && id.length > 0 && id.length <= 200)
      .map(([scheme, id]) => [scheme, scheme === 'tmdb' ? id.replace(/^(movie|tv)\//, '') : id]),
  );
}

function offerOf(offer: z.output<typeof CatalogueOffer>, provider: string): Offer {
  const platform = platformFromName(offer.platform);
  const page = offer.url?.startsWith('http') ? offer.url : undefined;
  return {
    platform: platform?.id ?? slug(offer.platform),
    region: offer.region,
    availability_type: offer.type,
    price: priceOf(offer),
    deep_link: offer.url ?? null,
    // Where the title's own page is not known, the platform's is better than none.
    web_fallback: page ?? platform?.home_page ?? null,
    available_from: instant(offer.from),
    expires_at: instant(offer.until),
    video_quality: [...new Set(offer.quality ?? [])],
    audio_tracks: languageCodes(offer.audio),
    subtitle_tracks: languageCodes(offer.subtitles),
    simulated: offer.simulated ?? false,
    as_of: offer.as_of ?? null,
    source: provider,
  };
}

function priceOf({ price, region }: z.output<typeof CatalogueOffer>): Offer['price'] {
  if (price === null || price === undefined) return null;
  if (typeof price === 'object') return { ...price, currency: price.currency.toUpperCase() };
  return { amount: price, currency: countryByCode(region)?.currency ?? 'USD' };
}

/** `pt` of `pt-BR`: by the language alone they are filtered. */
function languageCodes(tags: readonly string[] | null | undefined): string[] {
  return [
    ...new Set(
      (tags ?? []).map((tag) =>
        tag
          .trim()
          .toLowerCase()
          .replace(/[-_].*$/, ''),
      ),
    ),
  ];
}

function instant(text: string | null | undefined): string | null {
  if (!text) return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Error(`"${text.slice(0, 40)}" is not a date; write it like 2026-11-21`);
  return at.toISOString();
}

function slug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function given(facts: ReturnType<typeof factsOf>): SourceRecord['facts'] {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  ) as SourceRecord['facts'];
}
