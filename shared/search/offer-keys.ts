import type { Offer } from '../availability/offer.js';

/** The key of every title that is offered anywhere. */
export const ANYWHERE = '*';

/** What `IndexFields.offers` holds: of each offer `US|netflix|subscription`, `US|netflix`, `US` and `*`, once each. */
export function offerKeys(
  offers: readonly Pick<Offer, 'region' | 'platform' | 'availability_type'>[],
): string[] {
  const keys = offers.flatMap(({ region, platform, availability_type }) => {
    const place = placeKey(region, platform);
    return [`${place}|${availability_type}`, place, region, ANYWHERE];
  });
  return [...new Set(keys)];
}

/** The key of a platform in a region, whatever the kind of offer. */
export function placeKey(region: string, platform: string): string {
  return `${region}|${platform}`;
}

/** Region and platform of a key that names just these two. */
export function placeOf(key: string): { region: string; platform: string } | undefined {
  const [region, platform, type] = key.split('|');
  return region && platform && type === undefined ? { region, platform } : undefined;
}
