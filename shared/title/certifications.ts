/**
 * The age from which each rating of the USA is meant, of films (Motion Picture Association) and of television
 * (TV Parental Guidelines). The two parental-guidance ratings name no age; 8 puts them after TV-Y7.
 */
const ages = {
  G: 0,
  'TV-Y': 0,
  'TV-G': 0,
  'TV-Y7': 7,
  PG: 8,
  'TV-PG': 8,
  'PG-13': 13,
  'TV-14': 14,
  R: 17,
  'TV-MA': 17,
  'NC-17': 18,
} as const;

export type Certification = keyof typeof ages;

/** The mildest first. */
export const certifications = Object.keys(ages) as readonly Certification[];

/** From this age on a ceiling lets titles pass whose rating nobody knows. */
const GROWN_UP = 17;

/** The rating that a provider's text names; null for `NR`, foreign ratings and everything else. */
export function certificationOf(text: string | null | undefined): Certification | null {
  const plain = text?.trim().toUpperCase();
  return certifications.find((known) => known === plain) ?? null;
}

/** Those for nobody older than the ceiling is for. */
export function certificationsUpTo(ceiling: Certification): Certification[] {
  return certifications.filter((one) => ages[one] <= ages[ceiling]);
}

/** The one for the youngest; undefined of none. */
export function mildestOf(ratings: readonly Certification[]): Certification | undefined {
  return certifications.find((one) => ratings.includes(one));
}

/** Whether a title with this rating, as its provider wrote it, may be shown under the ceiling. */
export function passes(certification: string | null, ceiling: Certification): boolean {
  const known = certificationOf(certification);
  return known ? certificationsUpTo(ceiling).includes(known) : passesUnrated(ceiling);
}

/**
 * Whether a title of unknown rating passes a ceiling. It does from R on; a milder ceiling protects children, and what
 * is unknown may be anything.
 */
export function passesUnrated(ceiling: Certification): boolean {
  return ages[ceiling] >= GROWN_UP;
}
