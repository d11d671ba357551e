import { titleNouns } from './nouns.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

export type Origin = { slot: 'language' | 'country'; value: string };

const languages: Readonly<Record<string, string>> = {
  arabic: 'ar',
  bengali: 'bn',
  cantonese: 'cn',
  chinese: 'zh',
  mandarin: 'zh',
  czech: 'cs',
  danish: 'da',
  dutch: 'nl',
  english: 'en',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  greek: 'el',
  hebrew: 'he',
  hindi: 'hi',
  bollywood: 'hi',
  hungarian: 'hu',
  icelandic: 'is',
  indonesian: 'id',
  italian: 'it',
  japanese: 'ja',
  korean: 'ko',
  kdrama: 'ko',
  'k drama': 'ko',
  kdramas: 'ko',
  'k dramas': 'ko',
  latin: 'la',
  malayalam: 'ml',
  norwegian: 'no',
  persian: 'fa',
  farsi: 'fa',
  polish: 'pl',
  portuguese: 'pt',
  punjabi: 'pa',
  romanian: 'ro',
  russian: 'ru',
  spanish: 'es',
  swedish: 'sv',
  tamil: 'ta',
  telugu: 'te',
  thai: 'th',
  turkish: 'tr',
  ukrainian: 'uk',
  urdu: 'ur',
  vietnamese: 'vi',
};
const nations: Readonly<Record<string, string>> = {
  american: 'US',
  british: 'GB',
  english: 'GB',
  australian: 'AU',
  canadian: 'CA',
  irish: 'IE',
  scottish: 'GB',
  indian: 'IN',
  mexican: 'MX',
  brazilian: 'BR',
  argentinian: 'AR',
  argentine: 'AR',
  austrian: 'AT',
  belgian: 'BE',
  swiss: 'CH',
  israeli: 'IL',
  iranian: 'IR',
  nigerian: 'NG',
  nollywood: 'NG',
  egyptian: 'EG',
  'south korean': 'KR',
  'hong kong': 'HK',
  taiwanese: 'TW',
  filipino: 'PH',
  'new zealand': 'NZ',
  'south african': 'ZA',
  colombian: 'CO',
  chilean: 'CL',
  scandinavian: 'SE',
};
/** What follows an adjective that says where a title comes from: a French film, but a French chef. */
const nouns = new Set([...titleNouns, 'language', 'drama', 'dramas', 'new', 'anime', 'animation']);
const byThemselves = new Set(['bollywood', 'nollywood', 'kdrama', 'kdramas', 'k drama', 'k dramas']);

const table = (values: Readonly<Record<string, string>>, slot: Origin['slot']) =>
  new Phrases<Origin>(Object.entries(values).map(([phrase, value]) => [phrase, { slot, value }] as const));
const languagePhrases = table(languages, 'language');
const nationPhrases = table(nations, 'country');

/** In what language or country a query wants a title to have been made. @param isGenre whether a genre begins at a token */
export function findOrigins(tokens: readonly Token[], isGenre: (at: number) => boolean): Found<Origin>[] {
  const found: Found<Origin>[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const inLanguage = wordAt(tokens, at - 1) === 'in' || wordAt(tokens, at - 1) === 'dubbed';
    const language = languagePhrases.at(tokens, at);
    const nation = nationPhrases.at(tokens, at);
    const origin = inLanguage ? language : longer(nation, language);
    if (!origin) continue;
    const next = wordAt(tokens, origin.to);
    const phrase = tokens
      .slice(at, origin.to)
      .map(({ word }) => word)
      .join(' ');
    if (inLanguage || nouns.has(next) || byThemselves.has(phrase) || isGenre(origin.to)) found.push(origin);
    at = origin.to - 1;
  }
  return found;
}

function longer<A, B>(
  one: Found<A> | undefined,
  other: Found<B> | undefined,
): Found<A> | Found<B> | undefined {
  if (!one || !other) return one ?? other;
  return other.to > one.to ? other : one;
}
