import { describe, expect, it } from 'vitest';
import { filterOf, TitleParameters } from './title-parameters.js';

const parse = (query: Record<string, string>) => TitleParameters.parse(query);
const faults = (query: Record<string, string>) =>
  TitleParameters.safeParse(query).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('a filter of parameters', () => {
  it.each([
    [{}, {}],
    [
      { region: 'us', max_price: '3.99' },
      { region: 'US', price: { amount: 3.99, currency: 'USD' } },
    ],
    [{ max_price: '0', currency: 'eur' }, { price: { amount: 0, currency: 'EUR' } }],
    [{ offer_types: 'rent,BUY,ads' }, { offer_types: ['rental', 'purchase', 'free'] }],
    [{ quality: '4k,hdr' }, { quality: ['UHD', 'HDR'] }],
    [{ max_certification: 'pg-13' }, { max_certification: 'PG-13' }],
    [
      { audio: 'EN', subtitles: 'de,fr', languages: 'ja' },
      { audio: ['en'], subtitles: ['de', 'fr'], languages: ['ja'] },
    ],
    [{ expiring_before: '2026-12-31' }, { expiring_before: '2026-12-31T00:00:00.000Z' }],
    [
      { not_genres: 'musical', runtime_to: '120' },
      { not_genres: ['musical'], runtime_to: 120 },
    ],
    [{ also_in: 'DE', limit: '5' }, {}],
  ])('of %j is %j', (query, expected) => {
    expect(filterOf(parse(query))).toStrictEqual(expected);
  });

  it.each([
    [{ max_price: '-1' }, 'max_price must be a number with at most two decimals, e.g. 3.99'],
    [
      { offer_types: 'constructor' },
      'offer_types "constructor" is not a kind of offer (subscription, free, ads, rent, buy)',
    ],
    [{ quality: '8k' }, 'quality "8k" is not a picture quality (SD, HD, UHD or 4K, HDR)'],
    [{ audio: 'english' }, 'audio "english" is not a language of ISO 639-1, e.g. en'],
    [{ max_certification: 'FSK 16' }, expect.stringContaining('max_certification must be one of G, TV-Y')],
    [{ expiring_before: 'soon' }, expect.stringContaining('must be like 2026-12-31')],
    [{ expiring_before: '2026-13-31' }, 'expiring_before is not a date of the calendar'],
    [{ also_in: 'XX' }, 'also_in "xx" is not a country that we serve'],
  ])('refuses %j', (query, expected) => {
    expect(faults(query as Record<string, string>)).toEqual([expected]);
  });

  it('refuses a price whose currency nobody knows', () => {
    expect(() => filterOf(parse({ max_price: '5' }))).toThrow('send currency or region');
  });
});

describe('what a viewer has', () => {
  it('needs a viewer', () => {
    expect(() => filterOf(parse({ mine: 'true' }))).toThrow('signed-in');
  });

  it('is what the subscriptions include, and rent and buy only where they are asked', () => {
    const subscriptions = ['netflix', 'hulu'];
    expect(filterOf(parse({ mine: 'true' }), subscriptions)).toEqual({
      platforms: subscriptions,
      offer_types: ['subscription', 'free'],
    });
    expect(
      filterOf(parse({ mine: 'true', platforms: 'hulu,max', offer_types: 'rent' }), subscriptions),
    ).toEqual({
      platforms: ['hulu'],
      offer_types: ['rental'],
    });
  });
});
