import { expect, it } from 'vitest';
import { offerKeys, placeOf } from './offer-keys.js';

const netflix = { region: 'US', platform: 'netflix', availability_type: 'subscription' } as const;

it('names each offer in every form that a filter may ask for, once', () => {
  const keys = offerKeys([
    netflix,
    { ...netflix, availability_type: 'rental' },
    { ...netflix, region: 'GB' },
  ]);
  expect(keys).toEqual([
    'US|netflix|subscription',
    'US|netflix',
    'US||subscription',
    '|netflix|subscription',
    'US',
    '||subscription',
    '*',
    'US|netflix|rental',
    'US||rental',
    '|netflix|rental',
    '||rental',
    'GB|netflix|subscription',
    'GB|netflix',
    'GB||subscription',
    'GB',
  ]);
  expect(offerKeys([])).toEqual([]);
});

it('tells the keys of places from the others', () => {
  const places = offerKeys([netflix]).flatMap((key) => placeOf(key) ?? []);
  expect(places).toEqual([{ region: 'US', platform: 'netflix' }]);
});
