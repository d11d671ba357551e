import type { OfferType } from './offer.js';
import { britishIsles } from './platforms/british-isles.js';
import { canada } from './platforms/canada.js';
import type { DeclaredPlatform, PlatformLinks } from './platforms/declaration.js';
import { eastAsia } from './platforms/east-asia.js';
import { easternEurope } from './platforms/eastern-europe.js';
import { franceAndBenelux } from './platforms/france-and-benelux.js';
import { germanSpeaking } from './platforms/german-speaking.js';
import { latinAmericanPlatforms } from './platforms/latin-america.js';
import { middleEastAndAfrica } from './platforms/middle-east-and-africa.js';
import { northernEurope } from './platforms/northern-europe.js';
import { oceania } from './platforms/oceania.js';
import { southAsia } from './platforms/south-asia.js';
import { southeastAsia } from './platforms/southeast-asia.js';
import { southernEurope } from './platforms/southern-europe.js';
import { specialists } from './platforms/specialists.js';
import { unitedStates } from './platforms/united-states.js';
import { worldwide } from './platforms/worldwide.js';

/** Where people watch: a streaming service, a broadcaster's player or a shop. */
export type Platform = Required<DeclaredPlatform>;

export type LinkTarget = keyof PlatformLinks;

const declared: readonly DeclaredPlatform[] = [
  ...worldwide,
  ...specialists,
  ...unitedStates,
  ...canada,
  ...latinAmericanPlatforms,
  ...britishIsles,
  ...oceania,
  ...franceAndBenelux,
  ...germanSpeaking,
  ...southernEurope,
  ...northernEurope,
  ...easternEurope,
  ...middleEastAndAfrica,
  ...southAsia,
  ...eastAsia,
  ...southeastAsia,
];

/** Every platform that the gateway knows, the widest known first. */
export const platforms: readonly Platform[] = declared.map((platform) => ({
  links: { web: null },
  aliases: [],
  ...platform,
}));

const byId = new Map(platforms.map((platform) => [platform.id, platform]));

/** The platform of a slug, read without regard to case. */
export function platformById(id: string): Platform | undefined {
  return byId.get(id.toLowerCase());
}

/** One spelling for `Disney+`, `disney plus` and `disney-plus`. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('+', ' plus ')
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const byName = new Map(
  platforms.flatMap((platform) =>
    [platform.id, platform.name, ...platform.aliases].map((name) => [plainName(name), platform] as const),
  ),
);

/** The platform that a provider or a viewer means by a name, whatever its case, accents and punctuation. */
export function platformFromName(name: string): Platform | undefined {
  return byName.get(plainName(name));
}

/** The kinds of offer that a platform makes in a country (ISO 3166-1 alpha-2); none where it is absent. */
export function offersIn(platform: Platform, country: string): readonly OfferType[] {
  return platform.countries.includes(country.toUpperCase()) ? platform.offer_types : [];
}

/**
 * Where a title opens: the target's own address where a pattern is known, else the web address, else the
 * platform's home page. `externalId` is the platform's id of the title.
 */
export function deepLink(platform: Platform, externalId: string, target: LinkTarget): string {
  const link = platform.links[target] ?? platform.links.web;
  return link ? link.pattern.replace('{id}', () => encodeURIComponent(externalId)) : platform.home_page;
}
