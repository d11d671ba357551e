import type { OfferType, VideoQuality } from '../availability/offer.js';
import type { Certification } from '../title/certifications.js';
import type { TitleType } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';

/** What one offer must be, all parts of it together; each list by OR. */
export interface OfferFilter {
  /** ISO 3166-1 alpha-2, upper case. */
  region?: string | undefined;
  platforms?: readonly string[] | undefined;
  offer_types?: readonly OfferType[] | undefined;
  /** Costs at most this, in this currency (ISO 4217); what is free costs nothing, what has no price is not known to. */
  price?: { amount: number; currency: string } | undefined;
  quality?: readonly VideoQuality[] | undefined;
  /** ISO 639-1. */
  audio?: readonly string[] | undefined;
  subtitles?: readonly string[] | undefined;
  /** Ends earlier than this (ISO 8601); an offer without an end does not. */
  expiring_before?: string | undefined;
}

/**
 * Which titles may be answered. Absent parts do not filter; the parts are joined by AND, each list by OR. What asks of
 * offers asks it of one of them: in 4K on one platform and cheap on another is not cheap in 4K.
 */
export interface TitleFilter extends OfferFilter {
  types?: readonly TitleType[] | undefined;
  genres?: readonly string[] | undefined;
  /** Has none of them. */
  not_genres?: readonly string[] | undefined;
  /** A title without a year has none in any range. */
  year_from?: number | undefined;
  year_to?: number | undefined;
  /** Original language, ISO 639-1. */
  languages?: readonly string[] | undefined;
  /** No stricter than this (see certifications.ts on titles without a rating). */
  max_certification?: Certification | undefined;
  /** As `max_certification`, of the profile that asks: nothing that it leaves out or its words say lifts it. */
  ceiling?: Certification | undefined;
  /** Minutes; a title without a runtime has none in any range. */
  runtime_from?: number | undefined;
  runtime_to?: number | undefined;
  /** Needs an offer somewhere, where nothing else says so already. */
  available?: boolean | undefined;
  not_ids?: readonly TitleId[] | undefined;
}
