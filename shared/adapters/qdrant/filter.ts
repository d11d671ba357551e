import type { Schemas } from '@qdrant/js-client-rest';
import { asksOfOffers } from '../../search/matches.js';
import { offerKey } from '../../search/offer-keys.js';
import type { OfferFilter, TitleFilter } from '../../search/title-filter.js';
import { certifications, certificationsUpTo, passesUnrated } from '../../title/certifications.js';

export type Condition = Schemas['Condition'];
export type Filter = { must: Condition[]; must_not: Condition[] };

/** Where a point keeps its offers. */
export const OFFERS = 'card.availability';

/** What `matches` says, as Qdrant reads it. */
export function qdrantFilter(filter: TitleFilter, ...further: Condition[]): Filter {
  const { types, genres, not_genres, languages, not_ids } = filter;
  const must: Condition[] = [...further, ...offered(filter)];
  const must_not: Condition[] = [];
  if (types) must.push(anyOf('type', types));
  if (genres) must.push(anyOf('genres', genres));
  if (languages) must.push(anyOf('language', languages));
  must.push(...between('year', filter.year_from, filter.year_to));
  must.push(...between('runtime', filter.runtime_from, filter.runtime_to));
  if (not_genres) must_not.push(anyOf('genres', not_genres));
  if (not_ids) must_not.push({ has_id: [...not_ids] });
  for (const ceiling of [filter.max_certification, filter.ceiling]) {
    if (ceiling === undefined) continue;
    const suitable = certificationsUpTo(ceiling);
    // Where titles without a rating pass, only the known stricter ones are kept out.
    if (!passesUnrated(ceiling)) must.push(anyOf('certification', suitable));
    else {
      const stricter = certifications.filter((one) => !suitable.includes(one));
      must_not.push(anyOf('certification', stricter));
    }
  }
  return { must, must_not };
}

/**
 * Keys narrow to the titles that are offered there. What keys cannot say is asked of the offers themselves, each by
 * itself (docs/decisions/0012).
 */
function offered(filter: TitleFilter): Condition[] {
  if (!filter.available && !asksOfOffers(filter)) return [];
  const { region, platforms, offer_types } = filter;
  const details = offerDetails(filter);
  const place =
    platforms && !region && !offer_types
      ? anyOf('platforms', platforms)
      : anyOf('offers', keysOf(region, platforms, offer_types));
  if (details.length === 0) return [place];
  const scope: Condition[] = [
    ...(region ? [anyOf('region', [region])] : []),
    ...(platforms ? [anyOf('platform', platforms)] : []),
    ...(offer_types ? [anyOf('availability_type', offer_types)] : []),
  ];
  return [place, { nested: { key: OFFERS, filter: { must: [...scope, ...details] } } }];
}

function keysOf(
  region: string | undefined,
  platforms: OfferFilter['platforms'],
  types: OfferFilter['offer_types'],
): string[] {
  return (platforms ?? [undefined]).flatMap((platform) =>
    (types ?? [undefined]).map((type) => offerKey({ region, platform, type })),
  );
}

function offerDetails({ quality, audio, subtitles, price, expiring_before }: OfferFilter): Condition[] {
  const details: Condition[] = [];
  if (quality) details.push(anyOf('video_quality', quality));
  if (audio) details.push(anyOf('audio_tracks', audio));
  if (subtitles) details.push(anyOf('subtitle_tracks', subtitles));
  if (price) {
    const { amount, currency } = price;
    const isCheap = {
      must: [anyOf('price.currency', [currency]), ...between('price.amount', undefined, amount)],
    };
    details.push({ should: [anyOf('availability_type', ['free']), isCheap] });
  }
  if (expiring_before) details.push({ key: 'expires_at', range: { lt: expiring_before } });
  return details;
}

function between(key: string, from: number | undefined, to: number | undefined): Condition[] {
  if (from === undefined && to === undefined) return [];
  return [{ key, range: { gte: from ?? null, lte: to ?? null } }];
}

/** Holds where the field has one of the values. */
export function anyOf(key: string, values: readonly (string | number)[]): Schemas['FieldCondition'] {
  return { key, match: { any: [...values] as string[] | number[] } };
}
