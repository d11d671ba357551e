import { describe, expect, it } from 'vitest';
import { AccountId } from '../account/account.js';
import { Unavailable } from '../problem/problem.js';
import { newHousehold } from '../viewer/household.js';
import { noPreferences } from '../viewer/preferences.js';
import { viewerOf } from '../viewer/viewer.js';
import { filterOf, TitleParameters } from './title-parameters.js';

const parse = (query: Record<string, string>) => TitleParameters.parse(query);
const faults = (query: Record<string, string>) =>
  TitleParameters.safeParse(query).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

const nobody = { ceiling: undefined, viewer: undefined };
const askedBy = (subscribed_platforms: string[]) => {
  const account = AccountId.parse('8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33');
  const viewer = viewerOf(account, newHousehold(account), undefined);
  const profile = { ...viewer.profile, preferences: { ...noPreferences, subscribed_platforms } };
  return { ceiling: undefined, viewer: { ...viewer, profile } };
};

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
    expect(filterOf(parse(query), nobody)).toStrictEqual(expected);
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
    expect(() => filterOf(parse({ max_price: '5' }), nobody)).toThrow('send currency or region');
  });
});

describe('what a viewer has', () => {
  it('needs a viewer', () => {
    expect(() => filterOf(parse({ mine: 'true' }), nobody)).toThrow('signed-in');
  });

  it('is nothing where there are no subscriptions, and not known while nobody can tell', () => {
    expect(filterOf(parse({ mine: 'true' }), askedBy([]))).toMatchObject({ platforms: [] });
    expect(() => filterOf(parse({ mine: 'true' }), { ...nobody, viewer: 'unknown' })).toThrow(Unavailable);
    expect(filterOf(parse({ mine: 'false' }), { ...nobody, viewer: 'unknown' })).toEqual({});
  });

  it('stays under the ceiling, whatever is asked', () => {
    const filter = filterOf(parse({ max_certification: 'R' }), { ...nobody, ceiling: 'PG' });
    expect(filter).toEqual({ max_certification: 'R', ceiling: 'PG' });
  });

  it('is what the subscriptions include, and rent and buy only where they are asked', () => {
    const subscriptions = ['netflix', 'hulu'];
    const mine = askedBy(subscriptions);
    expect(filterOf(parse({ mine: 'true' }), mine)).toEqual({
      platforms: subscriptions,
      offer_types: ['subscription', 'free'],
    });
    expect(filterOf(parse({ mine: 'true', platforms: 'hulu,max', offer_types: 'rent' }), mine)).toEqual({
      platforms: ['hulu'],
      offer_types: ['rental'],
    });
  });
});
