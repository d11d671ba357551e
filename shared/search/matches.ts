import type { Offer } from '../availability/offer.js';
import { passes } from '../title/certifications.js';
import type { Title } from '../title/title.js';
import type { OfferFilter, TitleFilter } from './title-filter.js';

type Filtered = Pick<
  Title,
  'id' | 'type' | 'genres' | 'year' | 'language' | 'certification' | 'runtime' | 'availability'
>;

/** Whether a title satisfies a filter: what the index must answer, said plainly. */
export function matches(title: Filtered, filter: TitleFilter): boolean {
  return (
    among(filter.types, title.type) &&
    overlaps(filter.genres, title.genres) &&
    !(filter.not_genres ?? []).some((genre) => title.genres.includes(genre)) &&
    within(title.year, filter.year_from, filter.year_to) &&
    within(title.runtime, filter.runtime_from, filter.runtime_to) &&
    among(filter.languages, title.language) &&
    isSuitable(title, filter) &&
    !(filter.not_ids ?? []).includes(title.id) &&
    isOffered(title, filter)
  );
}

function isOffered({ availability }: Filtered, filter: TitleFilter): boolean {
  return filter.available || asksOfOffers(filter)
    ? availability.some((offer) => matchesOffer(offer, filter))
    : true;
}

const offerParts: readonly (keyof OfferFilter)[] = [
  'region',
  'platforms',
  'offer_types',
  'price',
  'quality',
  'audio',
  'subtitles',
  'expiring_before',
];

/** Whether a title without offers cannot satisfy it. */
export function asksOfOffers(filter: OfferFilter): boolean {
  return offerParts.some((part) => filter[part] !== undefined);
}

export function matchesOffer(offer: Offer, filter: OfferFilter): boolean {
  return (
    (filter.region === undefined || offer.region === filter.region) &&
    among(filter.platforms, offer.platform) &&
    among(filter.offer_types, offer.availability_type) &&
    overlaps(filter.quality, offer.video_quality) &&
    overlaps(filter.audio, offer.audio_tracks) &&
    overlaps(filter.subtitles, offer.subtitle_tracks) &&
    isAffordable(offer, filter.price) &&
    endsBefore(offer, filter.expiring_before)
  );
}

function isAffordable({ availability_type, price }: Offer, ceiling: OfferFilter['price']): boolean {
  if (ceiling === undefined || availability_type === 'free') return true;
  return price !== null && price.currency === ceiling.currency && price.amount <= ceiling.amount;
}

function endsBefore({ expires_at }: Offer, instant: string | undefined): boolean {
  if (instant === undefined) return true;
  return expires_at !== null && Date.parse(expires_at) < Date.parse(instant);
}

function isSuitable({ certification }: Filtered, { max_certification, ceiling }: TitleFilter): boolean {
  return [max_certification, ceiling].every((most) => most === undefined || passes(certification, most));
}

function among<Value>(wanted: readonly Value[] | undefined, value: Value | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

function overlaps<Value>(wanted: readonly Value[] | undefined, values: readonly Value[]): boolean {
  return wanted === undefined || values.some((value) => wanted.includes(value));
}

function within(value: number | null, from: number | undefined, to: number | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  return value !== null && value >= (from ?? value) && value <= (to ?? value);
}
