import type { Offer, OfferType } from '../availability/offer.js';

/** The key of every title that is offered anywhere. */
export const ANYWHERE = '*';

/** What of an offer a filter may name; each part may be left open. */
export interface OfferScope {
  region?: string | undefined;
  platform?: string | undefined;
  type?: OfferType | undefined;
}

/**
 * What `IndexFields.offers` holds: of each offer `US|netflix|subscription` and the key of each wider scope it is in,
 * once each.
 */
export function offerKeys(
  offers: readonly Pick<Offer, 'region' | 'platform' | 'availability_type'>[],
): string[] {
  const keys = offers.flatMap(({ region, platform, availability_type: type }) =>
    [
      { region, platform, type },
      { region, platform },
      { region, type },
      { platform, type },
      { region },
      { type },
      {},
    ].map(offerKey),
  );
  return [...new Set(keys)];
}

/**
 * `US|netflix|subscription`, with nothing in place of what is open: `US||subscription`, `US|netflix`, `US`. A platform
 * alone has no key: the field `platforms` has it.
 */
export function offerKey({ region = '', platform = '', type }: OfferScope): string {
  return [region, platform, type ?? ''].join('|').replace(/\|+$/, '') || ANYWHERE;
}

/** Region and platform of a key that names just these two. */
export function placeOf(key: string): { region: string; platform: string } | undefined {
  const [region, platform, type] = key.split('|');
  return region && platform && type === undefined ? { region, platform } : undefined;
}
