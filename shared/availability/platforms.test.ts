import { describe, expect, test } from 'vitest';
import { countries, countryByCode } from './countries.js';
import { offerTypes } from './offer.js';
import { deepLink, offersIn, plainName, platformById, platformFromName, platforms } from './platforms.js';

const web = platforms.flatMap((platform) => (platform.links.web ? [platform.links.web.pattern] : []));

function known(id: string) {
  const platform = platformById(id);
  if (!platform) throw new Error(`no platform ${id}`);
  return platform;
}

describe('countries', () => {
  test('are at least 62, each once', () => {
    expect(countries.length).toBeGreaterThanOrEqual(62);
    expect(new Set(countries.map(({ code }) => code)).size).toBe(countries.length);
  });

  test.each(countries)('$code is well formed', (country) => {
    expect(country.code).toMatch(/^[A-Z]{2}$/);
    expect(Intl.supportedValuesOf('currency')).toContain(country.currency);
    expect(country.languages.length).toBeGreaterThan(0);
    for (const language of country.languages) expect(language).toMatch(/^[a-z]{2}$/);
  });

  test.each(countries)('$code is served', ({ code }) => {
    expect(platforms.filter((platform) => offersIn(platform, code).length > 0)).not.toEqual([]);
  });

  test('are found in either case', () => {
    expect(countryByCode('jp')?.currency).toBe('JPY');
    expect(countryByCode('XX')).toBeUndefined();
  });
});

describe('platforms', () => {
  test('are at least 155, each once', () => {
    expect(platforms.length).toBeGreaterThanOrEqual(155);
    expect(new Set(platforms.map(({ id }) => id)).size).toBe(platforms.length);
  });

  test.each(platforms)('$id is well formed', (platform) => {
    expect(platform.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(platform.home_page).toMatch(/^https:\/\//);
    expect(platform.countries.length).toBeGreaterThan(0);
    expect(new Set(platform.countries).size).toBe(platform.countries.length);
    for (const code of platform.countries) expect(countryByCode(code)?.code).toBe(code);
    expect(platform.offer_types.length).toBeGreaterThan(0);
    for (const type of platform.offer_types) expect(offerTypes).toContain(type);
    for (const alias of platform.aliases) expect(alias).toBe(alias.toLowerCase());
    for (const link of Object.values(platform.links)) {
      if (!link) continue;
      expect(link.pattern.split('{id}')).toHaveLength(2);
      expect(link.source).not.toBe('');
    }
  });

  test('link to the web by https', () => {
    for (const pattern of web) expect(pattern).toMatch(/^https:\/\//);
  });

  test('share no name', () => {
    const owners = new Map<string, string>();
    for (const { id, name, aliases } of platforms) {
      for (const plain of new Set([id, name, ...aliases].map(plainName))) {
        expect(owners.get(plain) ?? id, `"${plain}" is claimed twice`).toBe(id);
        owners.set(plain, id);
      }
    }
  });
});

describe('a name', () => {
  test.each([
    ['Disney Plus', 'disney-plus'],
    ['DISNEY+', 'disney-plus'],
    ['disney-plus', 'disney-plus'],
    ['Amazon Prime Video', 'prime-video'],
    ['HBO Max', 'max'],
    ['RTE player', 'rte-player'],
    ['RTÉ Player', 'rte-player'],
    ['vudu', 'fandango-at-home'],
  ])('%s means %s', (name, id) => {
    expect(platformFromName(name)?.id).toBe(id);
  });

  test('that nobody claims means none', () => {
    expect(platformFromName('Blockbuster Total Access')).toBeUndefined();
    expect(platformById('no-such-platform')).toBeUndefined();
  });
});

describe('offersIn', () => {
  test('answers what is sold there, and nothing elsewhere', () => {
    expect(offersIn(known('hulu'), 'us')).toEqual(['subscription']);
    expect(offersIn(known('hulu'), 'FR')).toEqual([]);
    expect(offersIn(known('netflix'), 'CN')).toEqual([]);
  });
});

describe('deepLink', () => {
  test('opens the app where its scheme is known', () => {
    expect(deepLink(known('netflix'), '80057281', 'ios')).toBe('nflx://www.netflix.com/title/80057281');
    expect(deepLink(known('netflix'), '80057281', 'android')).toBe(
      'intent://www.netflix.com/title/80057281#Intent;scheme=nflx;package=com.netflix.mediaclient;end',
    );
  });

  test('falls back to the web, then to the home page', () => {
    expect(deepLink(known('netflix'), '80057281', 'tv')).toBe('https://www.netflix.com/title/80057281');
    expect(deepLink(known('binge'), '1', 'web')).toBe('https://binge.com.au');
  });

  test('keeps an odd id inside its place', () => {
    expect(deepLink(known('youtube'), 'a&b=$&/c', 'web')).toBe(
      'https://www.youtube.com/watch?v=a%26b%3D%24%26%2Fc',
    );
  });
});
