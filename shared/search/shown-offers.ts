import type { Title } from '../title/title.js';

/** Where the offers are that an answer shows; ISO 3166-1 alpha-2, `also_in` in any case. */
export interface ShownRegions {
  region?: string | undefined;
  also_in?: readonly string[] | undefined;
}

/** The title with the offers of these regions alone; with all where none is named. */
export function withOffersOf<Shown extends Pick<Title, 'availability'>>(
  title: Shown,
  { region, also_in = [] }: ShownRegions,
): Shown {
  const shown = new Set([
    ...(region === undefined ? [] : [region]),
    ...also_in.map((code) => code.toUpperCase()),
  ]);
  if (shown.size === 0) return title;
  return { ...title, availability: title.availability.filter((offer) => shown.has(offer.region)) };
}
