import { countries } from '../../availability/countries.js';
import type { OfferType } from '../../availability/offer.js';
import { platforms } from '../../availability/platforms.js';
import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import { type Token, wordAt } from './tokens.js';

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

/** Words of a query whose last one may be a platform without a word such as `on` before it. */
const MOST_WORDS_OF_A_HINT = 6;

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
    const named = platformPhrases.at(tokens, at);
    const platform = named && asPlatform(named, tokens, text, found.at(-1));
    if (!platform) continue;
    found.push(platform);
    at = platform.to - 1;
  }
  return found;
}

/** @param last platform before it: "Netflix or Hulu" */
function asPlatform(
  named: Found<string>,
  tokens: readonly Token[],
  text: string,
  last: FoundPlatform | undefined,
): FoundPlatform | undefined {
  const { from, to } = named;
  const [word, before] = [wordAt(tokens, from), wordAt(tokens, from - 1)];
  const plus = isFollowedByPlus(tokens, to, text);
  const isOneWord = to === from + 1;
  if (isOneWord && !plus && neverAlone.has(word)) return undefined;
  const joined = last?.to === from - 1 && (before === 'or' || before === 'and');
  const sure = plus || joined || onWords.has(before) || !isOneWord || plainNames.has(word);
  const couldBe = to === tokens.length && tokens.length <= MOST_WORDS_OF_A_HINT;
  return sure || couldBe ? { ...named, sure, plus } : undefined;
}

function isFollowedByPlus(tokens: readonly Token[], to: number, text: string): boolean {
  const last = tokens[to - 1];
  return last !== undefined && text.charAt(last.end) === '+';
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
  const amount = phrase && amountAt(tokens, phrase.to, text);
  const number = tokens[phrase?.to ?? 0];
  if (!amount || !number) return undefined;
  const spoken = currencyWords[wordAt(tokens, amount.to)];
  const currency =
    spoken ?? currencySigns[text.charAt(number.start - 1)] ?? currencySigns[text.charAt(number.end)];
  if (currency === undefined) return undefined;
  const to = spoken === undefined ? amount.to : amount.to + 1;
  return { from: at, to, value: { max: amount.value, currency, offers: [] } };
}

/** `5` or `3.99`, which is two tokens. */
function amountAt(tokens: readonly Token[], at: number, text: string): Found<number> | undefined {
  const whole = numberOf(wordAt(tokens, at));
  if (whole === undefined) return undefined;
  const [number, cents] = [tokens[at], tokens[at + 1]];
  const isDecimal =
    number &&
    cents?.start === number.end + 1 &&
    text.charAt(number.end) === '.' &&
    /^\d\d?$/.test(cents.word);
  if (!isDecimal) return { from: at, to: at + 1, value: whole };
  return { from: at, to: at + 2, value: Number(`${whole}.${cents.word}`) };
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
    const region = regionPhrases.at(tokens, wordAt(tokens, at) === 'the' ? at + 1 : at);
    if (!region) continue;
    const isIn = wordAt(tokens, at - 1) === 'in' || wordAt(tokens, at - 1) === 'from';
    const about =
      isIn &&
      (platformEnds.has(at - 1) ||
        tokens.slice(Math.max(0, at - 5), at - 1).some(({ word }) => watching.has(word)));
    if (about || platformEnds.has(at)) found.push(region);
  }
  return found;
}
