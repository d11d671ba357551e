import { createHash } from 'node:crypto';
import {
  bundledTitles,
  type CatalogueInput,
  type ListedOffer,
  listedOffers,
  type OfferInput,
} from './lines.js';
import { simulatedOffers } from './simulated-offers.js';

/** The day on which the made-up offers stand unless another is named. */
export const CATALOGUE_DATE = '2026-11-01';

function realOffer({ platform, as_of }: ListedOffer): OfferInput {
  return { platform, region: 'US', type: 'subscription', as_of, simulated: false };
}

/**
 * The catalogue that comes with the project, as lines of a catalogue file. Facts are those of the titles;
 * `popularity`, `vote_average` and `vote_count` are rounded estimates. Offers listed in 2021 are real and
 * say so (`simulated: false`, `as_of`); all others are made up (`simulated: true`).
 *
 * @param date ISO 8601 day on which the made-up offers stand: some end in the weeks after it.
 */
export function* bundledCatalogue(date = CATALOGUE_DATE): Generator<CatalogueInput> {
  const real = new Map<string, OfferInput[]>();
  for (const listed of listedOffers()) {
    real.set(listed.id, [...(real.get(listed.id) ?? []), realOffer(listed)]);
  }
  for (const title of bundledTitles()) {
    const listed = real.get(String(title.id)) ?? [];
    yield { ...title, availability: [...listed, ...simulatedOffers(title, date)] };
  }
}

/** A digest of the whole catalogue: it changes when any title or offer does. */
export function catalogueVersion(date = CATALOGUE_DATE): string {
  const digest = createHash('sha256');
  for (const line of bundledCatalogue(date)) digest.update(JSON.stringify(line)).update('\n');
  return digest.digest('hex').slice(0, 16);
}
