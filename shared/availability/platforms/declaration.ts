import type { OfferType } from '../offer.js';

/** How a platform's own id becomes an address. */
export interface LinkPattern {
  /** Holds `{id}` once: the platform's id of a title. */
  pattern: string;
  /** False where nobody has seen it open a title: offer the web address beside it. */
  verified: boolean;
  source: string;
}

export interface PlatformLinks {
  /** Null where no pattern is known: the home page stands in. */
  web: LinkPattern | null;
  ios?: LinkPattern;
  android?: LinkPattern;
  tv?: LinkPattern;
}

/** A platform as written down here: what it does not say has a default. */
export interface DeclaredPlatform {
  /** Lower-case slug, e.g. `prime-video`. Never changes: viewers' subscriptions name it. */
  id: string;
  name: string;
  home_page: string;
  /** ISO 3166-1 alpha-2 of the declared countries it serves, as far as known. */
  countries: readonly string[];
  /** What it sells, the commonest first. */
  offer_types: readonly OfferType[];
  links?: PlatformLinks;
  /** Other names that providers and people use, lower case; `+` and `plus` need no alias of each other. */
  aliases?: readonly string[];
}

/** A format that shipped clients of the gateway's design open. */
export function inUse(pattern: string): LinkPattern {
  return { pattern, verified: true, source: 'formats that existing clients of this design open' };
}

/** A format read off the platform's public addresses. */
export function unchecked(pattern: string): LinkPattern {
  return { pattern, verified: false, source: "from the platform's public URLs, not checked" };
}

/** A scheme that the platform's apps are said to register on both phones. */
export function appScheme(pattern: string): { ios: LinkPattern; android: LinkPattern } {
  const link = { pattern, verified: false, source: 'app scheme reported by other developers, not checked' };
  return { ios: link, android: link };
}
