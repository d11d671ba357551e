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

/** Names under which records of one title meet: the normalised name, and its consonants for misspelt ones. */
export function nameKeys(record: Pick<SourceRecord, 'facts'>): string[] {
  const family = familyOf(record.facts.type);
  if (family === 'episode') return [];
  const names = [record.facts.title, record.facts.original_title].filter((name): name is string =>
    Boolean(name),
  );
  return [
    ...new Set(
      names
        .map(bareName)
        .flatMap((name) => (name === '' ? [] : [`${family}:${name}`, `${family}~${consonants(name)}`])),
    ),
  ];
}

/** A name without case, accents, punctuation and its leading article. */
export function bareName(name: string): string {
  const normal = normaliseText(name);
  return normal.replace(/^(the|a|an|le|la|les|der|die|das|el|los|las|il|lo) (?=.)/, '');
}

function consonants(name: string): string {
  return name.replace(/[aeiouy ]+/g, '').replace(/(.)\1+/gu, '$1') || name;
}
