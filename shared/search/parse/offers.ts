import { countries } from '../../availability/countries.js';
import type { OfferType } from '../../availability/offer.js';
import { platforms } from '../../availability/platforms.js';
import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import type { Token } from './tokens.js';

const platformPhrases = new Phrases(
  platforms.flatMap(({ id, name, aliases }) => [id, name, ...aliases].map((phrase) => [phrase, id] as const)),
);
/** Names of one word that mean nothing else in a query; all others need a word such as `on` before them. */
const plainNames = new Set([
  'netflix',
  'hulu',
  'hbo',
  'youtube',
  'itunes',
  'crunchyroll',
  'mubi',
  'tubi',
  'hotstar',
  'jiohotstar',
  'britbox',
  'iplayer',
  'kanopy',
  'hoopla',
  'vudu',
  'fandangonow',
  'screambox',
  'shahid',
  'showmax',
  'viaplay',
  'skyshowtime',
  'globoplay',
  'joyn',
  'rakuten',
  'sonyliv',
  'iqiyi',
  'viki',
  'acorntv',
  'curiositystream',
  'dazn',
  'hidive',
]);
const onWords = new Set(['on', 'at', 'via', 'using', 'through', 'have', 'only']);
/** Names that follow `on` in plain speech too: "what is on now". */
const neverAlone = new Set([
  'now',
  'five',
  'ten',
  '10',
  '5',
  'u',
  'all',
  'go',
  'start',
  'more',
  'hot',
  'yes',
  'play',
  'paris',
  'film',
]);

export interface FoundPlatform extends Found<string> {
  /** Whether no other sense is likely. */
  sure: boolean;
  /** Whether it is written with a plus sign, as no studio is. */
  plus: boolean;
}

/** Where a query wants to watch. */
export function findPlatforms(tokens: readonly Token[], text: string): FoundPlatform[] {
  const found: FoundPlatform[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const platform = platformPhrases.at(tokens, at);
    if (!platform) continue;
    const [word, before, last] = [
      tokens[at]?.word ?? '',
      tokens[at - 1]?.word ?? '',
      tokens[platform.to - 1],
    ];
    const isOneWord = platform.to === at + 1;
    const plus = text.charAt(last?.end ?? 0) === '+';
    const joined = ['or', 'and'].includes(before) && found.at(-1)?.to === at - 1;
    const sure = plus || onWords.has(before) || joined || (isOneWord ? plainNames.has(word) : true);
    const couldBe = sure || (at === tokens.length - 1 && tokens.length <= 6);
    if (!couldBe || (isOneWord && !plus && neverAlone.has(word))) continue;
    found.push({ ...platform, sure, plus });
    at = platform.to - 1;
  }
  return found;
}

interface Price {
  max: number | null;
  currency: string | null;
  offers: OfferType[];
}

const offerPhrases = new Phrases<Price>([
  ...[
    'free',
    'for free',
    'free of charge',
    'at no cost',
    'free to watch',
    'free to stream',
    'without paying',
    'no charge',
  ].map((words) => [words, { max: 0, currency: null, offers: ['free'] } satisfies Price] as const),
  ...['to rent', 'for rent', 'rentable', 'rental', 'rentals'].map(
    (words) => [words, { max: null, currency: null, offers: ['rental'] } satisfies Price] as const,
  ),
  ...['to buy', 'for sale', 'to purchase', 'to own'].map(
    (words) => [words, { max: null, currency: null, offers: ['purchase'] } satisfies Price] as const,
  ),
]);
const ceilings = new Phrases([
  ...['under', 'below', 'less than', 'up to', 'at most', 'max', 'cheaper than', 'no more than', 'for'].map(
    (words) => [words, true] as const,
  ),
]);
const currencyWords: Readonly<Record<string, string>> = {
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  usd: 'USD',
  euro: 'EUR',
  euros: 'EUR',
  eur: 'EUR',
  pound: 'GBP',
  pounds: 'GBP',
  gbp: 'GBP',
  quid: 'GBP',
  rupees: 'INR',
  inr: 'INR',
};
const currencySigns: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '₹': 'INR' };

/** What a query is ready to pay. */
export function findPrices(tokens: readonly Token[], text: string): Found<Price>[] {
  const found: Found<Price>[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const price = offerPhrases.at(tokens, at) ?? ceiling(tokens, at, text);
    if (!price) continue;
    found.push(price);
    at = price.to - 1;
  }
  return found;
}

function ceiling(tokens: readonly Token[], at: number, text: string): Found<Price> | undefined {
  const phrase = ceilings.at(tokens, at);
  const number = tokens[phrase?.to ?? 0];
  const whole = phrase && numberOf(number?.word);
  if (!phrase || !number || whole === undefined) return undefined;
  const cents = tokens[phrase.to + 1];
  const hasCents =
    cents?.start === number.end + 1 && text.charAt(number.end) === '.' && /^\d\d?$/.test(cents.word);
  const next = phrase.to + (hasCents ? 2 : 1);
  const spoken = currencyWords[tokens[next]?.word ?? ''];
  const currency =
    spoken ?? currencySigns[text.charAt(number.start - 1)] ?? currencySigns[text.charAt(number.end)];
  if (currency === undefined) return undefined;
  const max = hasCents ? Number(`${whole}.${cents.word}`) : whole;
  return { from: at, to: spoken ? next + 1 : next, value: { max, currency, offers: [] } };
}

const regionPhrases = new Phrases<string>([
  ...countries.map(({ code, name }) => [name, code] as const),
  ['uk', 'GB'],
  ['u k', 'GB'],
  ['britain', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['usa', 'US'],
  ['us', 'US'],
  ['u s', 'US'],
  ['u s a', 'US'],
  ['america', 'US'],
  ['the states', 'US'],
  ['united states of america', 'US'],
  ['korea', 'KR'],
  ['turkey', 'TR'],
  ['czech republic', 'CZ'],
  ['uae', 'AE'],
  ['holland', 'NL'],
]);
const watching = new Set([
  'available',
  'stream',
  'streaming',
  'streamed',
  'watch',
  'watchable',
  'showing',
  'airing',
  'rent',
  'buy',
  'free',
]);

/** Where a query wants to watch from. A country alone is where a story is set, so a word about watching has to be near. */
export function findRegions(tokens: readonly Token[], platformEnds: ReadonlySet<number>): Found<string>[] {
  const found: Found<string>[] = [];
  for (let at = 1; at < tokens.length; at++) {
    const region = regionPhrases.at(tokens, tokens[at]?.word === 'the' ? at + 1 : at);
    if (!region) continue;
    const isIn = tokens[at - 1]?.word === 'in' || tokens[at - 1]?.word === 'from';
    const about =
      isIn &&
      (platformEnds.has(at - 1) ||
        tokens.slice(Math.max(0, at - 5), at - 1).some(({ word }) => watching.has(word)));
    if (about || platformEnds.has(at)) found.push(region);
  }
  return found;
}
