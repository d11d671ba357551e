import { countryByCode } from '../../shared/availability/countries.js';
import type { OfferType, videoQualities } from '../../shared/availability/offer.js';
import { type Platform, platforms } from '../../shared/availability/platforms.js';
import { Chance } from './chance.js';
import type { CatalogueInput, OfferInput } from './lines.js';
import { localPrice } from './prices.js';

const FEWEST = 8;
const MOST = 24;
/** Popularity at which a title has as many offers as any. */
const EVERYWHERE = 200;
/** How much likelier a title is to be shown where it was made. */
const AT_HOME = 6;

/** Known for autumn 2021 from the platforms' own lists, so never made up. */
const listedInTheUs = new Set(['netflix', 'prime-video', 'hulu', 'disney-plus']);

type Qualities = (typeof videoQualities)[number][];

const qualities: readonly [Qualities, ...Qualities[]] = [
  ['SD'],
  ['SD', 'HD'],
  ['HD'],
  ['HD', 'UHD'],
  ['HD', 'UHD', 'HDR'],
];

function isKnownFact(platform: Platform, region: string, type: OfferType): boolean {
  return region === 'US' && type === 'subscription' && listedInTheUs.has(platform.id);
}

function daysFrom(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** More for the better known: 8 to 24, rising with the logarithm of popularity. */
function offerCount(title: CatalogueInput, chance: Chance): number {
  const fame = Math.log1p(title.popularity ?? 0) / Math.log1p(EVERYWHERE);
  return Math.min(MOST, FEWEST + Math.round((MOST - FEWEST) * fame) + chance.between(0, 3));
}

/** Wide services carry more; a local one carries first what was made at home or in its language. */
function affinity(platform: Platform, title: CatalogueInput): number {
  const home = platform.countries.length <= 3 ? platform.countries : [];
  const isHome =
    home.some((code) => title.countries?.includes(code)) ||
    home.some((code) => countryByCode(code)?.languages[0] === title.language);
  return Math.sqrt(platform.countries.length) * (isHome ? AT_HOME : 1);
}

function dates(type: OfferType, date: string, chance: Chance): Pick<OfferInput, 'from' | 'until'> {
  const from = daysFrom(date, -chance.between(30, 1_500));
  const leaves = type === 'subscription' || type === 'free' ? chance.happens(0.15) : false;
  return leaves ? { from, until: daysFrom(date, chance.between(3, 120)) } : { from };
}

function price(type: OfferType, currency: string, chance: Chance): Pick<OfferInput, 'price'> {
  if (type === 'rental') return { price: localPrice(chance.between(3, 5), currency) };
  if (type === 'purchase') return { price: localPrice(chance.between(8, 15), currency) };
  return {};
}

function offer(
  title: CatalogueInput,
  platform: Platform,
  region: string,
  date: string,
  chance: Chance,
): OfferInput[] {
  const country = countryByCode(region);
  const [first, ...others] = platform.offer_types.filter((type) => !isKnownFact(platform, region, type));
  if (!country || !first) return [];
  const type = chance.pick([first, ...others]);
  const original = title.language ? [title.language] : [];
  const dubbed = chance.happens(0.4) ? country.languages.slice(0, 1) : [];
  return [
    {
      platform: platform.id,
      region,
      type,
      ...price(type, country.currency, chance),
      ...dates(type, date, chance),
      quality: chance.pick(qualities),
      audio: [...new Set([...original, ...dubbed])],
      subtitles: [...new Set([...country.languages, ...(chance.happens(0.5) ? ['en'] : [])])],
      simulated: true,
    },
  ];
}

/**
 * Offers made up for demonstration, each marked `simulated`: at most 24 of them, one a platform and country.
 * The same title, date and seed always give the same offers, whatever else the catalogue holds.
 *
 * @param date ISO 8601 day on which the offers stand; those that end, end within 120 days of it.
 */
export function simulatedOffers(title: CatalogueInput, date: string, seed = 'media-gateway'): OfferInput[] {
  const chance = new Chance(`${seed}:${title.id}`);
  const wanted = offerCount(title, chance);
  const offers: OfferInput[] = [];
  for (const platform of chance.shuffle(platforms, (candidate) => affinity(candidate, title))) {
    const spread = chance.between(1, 1 + Math.min(2, Math.floor(platform.countries.length / 12)));
    const atHome = (code: string) => (title.countries?.includes(code) ? AT_HOME : 1);
    for (const region of chance.shuffle(platform.countries, atHome).slice(0, spread)) {
      if (offers.length === wanted) return offers;
      offers.push(...offer(title, platform, region, date, chance));
    }
  }
  return offers;
}
