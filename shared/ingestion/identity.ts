import { normaliseText } from '../text.js';
import type { TitleType } from '../title/title.js';
import type { SourceRecord } from './source-record.js';

/** Kinds of titles that are never the same thing. */
export type Family = 'film' | 'series' | 'episode';

export function familyOf(type: TitleType): Family {
  return type === 'series' || type === 'episode' ? type : 'film';
}

/** How the well-known ids are written. Only these, and a provider's own ids, say that two records are one title. */
const wellKnown: readonly { scheme: string; form: RegExp; perFamily: boolean }[] = [
  { scheme: 'eidr', form: /^10\.5240\/[0-9A-F-]{21,29}$/i, perFamily: false },
  { scheme: 'imdb', form: /^tt\d{7,9}$/, perFamily: false },
  // TMDb numbers films, series and episodes separately.
  { scheme: 'tmdb', form: /^\d{1,9}$/, perFamily: true },
];

/** The keys that claim a record for a title, strongest first. */
export function identityKeys(record: Pick<SourceRecord, 'provider' | 'id' | 'facts'>): string[] {
  const family = familyOf(record.facts.type);
  const claimed = wellKnown.flatMap(({ scheme, form, perFamily }) => {
    const id = record.facts.external_ids?.[scheme];
    if (id === undefined || !form.test(id)) return [];
    return [perFamily ? `${scheme}:${family}:${id}` : `${scheme}:${id}`];
  });
  return [...new Set([...claimed, providerKey(record.provider, record.id)])];
}

export function providerKey(provider: string, id: string): string {
  return `${provider}:${id}`;
}

/** The keys under which a title with this external id may be found, likeliest first. */
export function lookupKeys(source: string, id: string): string[] {
  const scheme = source.toLowerCase();
  const perFamily = wellKnown.some((known) => known.scheme === scheme && known.perFamily);
  return perFamily
    ? (['film', 'series', 'episode'] as const).map((family) => `${scheme}:${family}:${id}`)
    : [`${scheme}:${id}`];
}

/**
 * Names under which records of one title meet: the bare name, and its consonants for misspelt ones.
 * An episode's name is looked for at its place in a season only.
 */
export function nameKeys({ facts }: Pick<SourceRecord, 'facts'>): string[] {
  const family = familyOf(facts.type);
  const names = comparableNames([facts.title, facts.original_title], facts);
  if (family !== 'episode') {
    return [...new Set(names.flatMap((name) => [`${family}:${name}`, `${family}~${consonants(name)}`]))];
  }
  if (typeof facts.season !== 'number' || typeof facts.number !== 'number') return [];
  const place = `${facts.season}:${facts.number}`;
  return [...new Set(names.map((name) => `${family}:${place}~${consonants(name)}`))];
}

/**
 * What is left of a title's names to compare them by. Those that say nothing are left out.
 * @param place whose names they are; of an episode, its number in the season
 */
export function comparableNames(
  names: readonly (string | null | undefined)[],
  place: Pick<SourceRecord['facts'], 'type' | 'number'>,
): string[] {
  const isEpisode = familyOf(place.type) === 'episode';
  const bare = names.map((name) =>
    isEpisode ? storyName(name ?? '', place.number ?? null) : bareName(name ?? ''),
  );
  return [...new Set(bare)].filter((name) => name !== '');
}

const ARTICLE = '(?:the|a|an|le|la|les|der|die|das|el|los|las|il|lo)';
const leadingArticle = new RegExp(`^${ARTICLE} (?=.)`);
/** As catalogues sorted by name write it: `Postman, The`. */
const trailingArticle = new RegExp(`, ${ARTICLE}$`, 'i');
const EDITION =
  "4K|UHD|unrated|uncut|uncensored|remastered|edition|version|(?:extended|theatrical|director['’]?s) cut|subtitled|dubbed";
/** What catalogues add in brackets to tell namesakes apart, `Solaris (1972)`, or shops to tell editions apart. */
const trailingRemark = new RegExp(
  `(?<=\\S)\\s*[([](?:(?:18|19|20)\\d\\d|[^()[\\]]*\\b(?:${EDITION})\\b[^()[\\]]*)[)\\]]\\s*$`,
  'i',
);
/** Not I, V and X, which alone are words more often than numbers. */
const romanNumbers: Readonly<Record<string, string>> = {
  ii: '2',
  iii: '3',
  iv: '4',
  vi: '6',
  vii: '7',
  viii: '8',
  ix: '9',
};

/** A name without case, accents, punctuation, bracketed remark and leading article; Roman numbers become Arabic ones. */
export function bareName(name: string): string {
  return articledName(name).replace(leadingArticle, '');
}

/** A bare name that still has its article. */
export function articledName(name: string): string {
  const plain = name.replace(trailingRemark, '').replace(trailingArticle, '');
  return normaliseText(plain)
    .replace(/(?<= )[ivx]+(?= |$)/g, (word) => romanNumbers[word] ?? word)
    .replace(/\bvol\b/, 'volume')
    .replace(/(?<=\b(?:part|volume|chapter|episode) )i(?= |$)/, '1');
}

/** Words by which an episode that has no name is called after its number. */
const placeWords = new Set(
  (
    'episode episodio episodul chapter chapitre capitulo capitolo part parte partie teil folge kapitel avsnitt ' +
    'afsnit jakso aflevering deel odcinek bolum серия эпизод pilot piloto pilote'
  ).split(' '),
);

/**
 * An episode's bare name without the number of its part, which its place in the season tells.
 * Empty for a name that only repeats the place, as `Episode 5` does; of the fifth, `Chapter 31` says more.
 */
function storyName(name: string, number: number | null): string {
  const bare = bareName(name);
  const story = bare.replace(/(?: (?:part|pt|parte|partie|teil))?(?: \d{1,2})?$/, '');
  if (story.split(' ').some((word) => !placeWords.has(word) && !/^\d*$/.test(word))) return story;
  const numbers: readonly string[] = bare.match(/\d+/g) ?? [];
  return numbers.length === 0 || numbers.includes(String(number)) ? '' : bare;
}

function consonants(name: string): string {
  return name.replace(/[aeiouy ]+/g, '').replace(/([^\d])\1+/gu, '$1') || name;
}
