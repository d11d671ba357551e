import { describe, expect, test } from 'vitest';
import { countries, countryByCode } from '../../shared/availability/countries.js';
import { offersIn, platformById } from '../../shared/availability/platforms.js';
import { CatalogueLine } from '../../shared/ingestion/catalogue-line.js';
import { Chance } from './chance.js';
import type { CatalogueInput } from './lines.js';
import { localPrice } from './prices.js';
import { simulatedOffers } from './simulated-offers.js';

const DATE = '2026-11-01';

function title(id: string, popularity = 20): CatalogueInput {
  return { id, type: 'movie', title: id, language: 'fr', countries: ['FR'], popularity };
}

const many = Array.from({ length: 200 }, (_, i) => title(`film-${i}`, i));
const offers = many.flatMap((one) => simulatedOffers(one, DATE));

describe('simulated offers', () => {
  test('are the same for the same title, date and seed, and others for another', () => {
    expect(simulatedOffers(title('a'), DATE)).toEqual(simulatedOffers(title('a'), DATE));
    expect(simulatedOffers(title('a'), DATE)).not.toEqual(simulatedOffers(title('b'), DATE));
    expect(simulatedOffers(title('a'), DATE)).not.toEqual(simulatedOffers(title('a'), DATE, 'another'));
  });

  test('number 8 to 24, more for the popular', () => {
    for (const one of many) {
      const count = simulatedOffers(one, DATE).length;
      expect(count).toBeGreaterThanOrEqual(8);
      expect(count).toBeLessThanOrEqual(24);
    }
    const average = (popularity: number) =>
      many
        .map(({ id }) => simulatedOffers(title(String(id), popularity), DATE).length)
        .reduce((a, b) => a + b) / many.length;
    expect(average(200)).toBeGreaterThan(average(1) + 8);
  });

  test('are marked, and of a kind that the platform makes in the country', () => {
    for (const { platform, region, type, simulated, as_of } of offers) {
      expect(simulated).toBe(true);
      expect(as_of).toBeUndefined();
      const known = platformById(platform);
      expect(known && offersIn(known, region)).toContain(type);
    }
  });

  test('never pretend to know the lists of 2021', () => {
    const american = many.flatMap((one) =>
      simulatedOffers({ ...one, countries: ['US'], language: 'en' }, DATE),
    );
    const listed = american.filter(
      ({ platform, region, type }) =>
        region === 'US' &&
        type === 'subscription' &&
        ['netflix', 'prime-video', 'hulu', 'disney-plus'].includes(platform),
    );
    expect(listed).toEqual([]);
    const bought = american.filter(({ platform, region }) => platform === 'prime-video' && region === 'US');
    expect(bought.length).toBeGreaterThan(0);
  });

  test('name each platform once in a country', () => {
    for (const one of many) {
      const places = simulatedOffers(one, DATE).map(({ platform, region }) => `${platform} ${region}`);
      expect(new Set(places).size).toBe(places.length);
    }
  });

  test('cost money in the currency of the country where they are sold, and only there', () => {
    for (const { type, price, region } of offers) {
      if (type === 'rental' || type === 'purchase') {
        expect(price).toMatchObject({ currency: countryByCode(region)?.currency });
      } else {
        expect(price).toBeUndefined();
      }
    }
  });

  test('end, where they do, within 120 days of the date, and begin before it', () => {
    const ending = offers.filter(({ until }) => until);
    expect(ending.length).toBeGreaterThan(offers.length / 20);
    for (const { until } of ending) {
      expect(String(until) > DATE).toBe(true);
      expect(Date.parse(String(until)) - Date.parse(DATE)).toBeLessThanOrEqual(120 * 86_400_000);
    }
    for (const { from } of offers) expect(String(from) < DATE).toBe(true);
  });

  test('are offers of a catalogue line', () => {
    for (const one of many) CatalogueLine.parse({ ...one, availability: simulatedOffers(one, DATE) });
  });
});

describe('localPrice', () => {
  test('reads like a price of the country', () => {
    expect(localPrice(4, 'USD')).toEqual({ amount: 3.99, currency: 'USD' });
    expect(localPrice(4, 'JPY')).toEqual({ amount: 440, currency: 'JPY' });
    expect(localPrice(4, 'VND')).toEqual({ amount: 80_000, currency: 'VND' });
  });

  test('knows every declared currency', () => {
    for (const { currency } of countries) expect(localPrice(4, currency)).toMatchObject({ currency });
    expect(() => localPrice(4, 'XXX')).toThrow('prices.ts has no level for XXX');
  });
});

describe('Chance', () => {
  test('shuffles the heavy to the front more often', () => {
    const first = Array.from({ length: 500 }, (_, i) =>
      new Chance(`seed ${i}`).shuffle(['light', 'heavy'], (item) => (item === 'heavy' ? 9 : 1)).at(0),
    );
    const heavy = first.filter((item) => item === 'heavy').length;
    expect(heavy).toBeGreaterThan(420);
    expect(heavy).toBeLessThan(480);
  });

  test('stays within its bounds and reaches them', () => {
    const chance = new Chance('bounds');
    expect(new Set(Array.from({ length: 200 }, () => chance.between(1, 3)))).toEqual(new Set([1, 2, 3]));
  });
});
