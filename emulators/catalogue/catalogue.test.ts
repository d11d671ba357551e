import { describe, expect, test } from 'vitest';
import { countryByCode } from '../../shared/availability/countries.js';
import { platforms } from '../../shared/availability/platforms.js';
import { CatalogueLine } from '../../shared/ingestion/catalogue-line.js';
import { isGenre } from '../../shared/title/genres.js';
import { moods, themes } from '../../shared/title/moods.js';
import { titleTypes } from '../../shared/title/title.js';
import { bundledCatalogue, CATALOGUE_DATE, catalogueVersion } from './catalogue.js';
import { bundledTitles, listedOffers } from './lines.js';

const THIS_YEAR = Number(CATALOGUE_DATE.slice(0, 4));
const slug = /^(film|series|episode|documentary|short|special)-[a-z0-9]+(-[a-z0-9]+)*$/;

const titles = bundledTitles();
const lines = [...bundledCatalogue()].map((line) => CatalogueLine.parse(line));
const offers = lines.flatMap((line) => line.availability ?? []);

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function words(text: string | null | undefined): number {
  return (text ?? '').split(/\s+/).filter(Boolean).length;
}

describe('the bundled catalogue', () => {
  test.each(titleTypes)('holds some of type %s', (type) => {
    const least = { movie: 600, series: 150, episode: 40, short: 15, documentary: 30, special: 15 };
    expect(lines.filter((line) => line.type === type).length).toBeGreaterThanOrEqual(least[type]);
  });

  test('names every title once, by a slug', () => {
    expect(repeated(lines.map(({ id }) => id))).toEqual([]);
    expect(lines.map(({ id }) => id).filter((id) => !slug.test(id))).toEqual([]);
  });

  test('lists no title twice under two ids', () => {
    const whole = lines.filter(({ type }) => type !== 'episode');
    expect(repeated(whole.map(({ type, title, year }) => `${type} ${title} ${year}`))).toEqual([]);
  });

  test('has an outside id at most once for all schemes, in its form', () => {
    const forms: Record<string, RegExp> = { imdb: /^tt\d{7,8}$/, tmdb: /^(movie|tv)\/\d+$/ };
    const ids = lines.flatMap(({ external_ids }) => Object.entries(external_ids ?? {}));
    expect(repeated(ids.map(([scheme, id]) => `${scheme} ${id}`))).toEqual([]);
    expect(ids.filter(([scheme, id]) => !forms[scheme]?.test(id))).toEqual([]);
    expect(ids.length).toBeGreaterThan(lines.length);
  });
});

describe.each(lines.map((line) => ({ id: line.id, line })))('$id', ({ line }) => {
  test('has plausible facts in our vocabularies', () => {
    expect(line.year).toBeGreaterThanOrEqual(1890);
    expect(line.year).toBeLessThanOrEqual(THIS_YEAR);
    expect(line.release_date ?? String(line.year)).toMatch(new RegExp(`^${line.year}`));
    expect(line.runtime).toBeGreaterThan(0);
    expect(line.language).toMatch(/^[a-z]{2}$/);
    expect(line.countries?.length).toBeGreaterThan(0);
    expect(line.genres?.length).toBeGreaterThan(0);
    expect(line.genres?.filter((genre) => !isGenre(genre))).toEqual([]);
    expect(line.themes?.filter((theme) => !(themes as readonly string[]).includes(theme))).toEqual([]);
    expect(line.moods?.filter((mood) => !(moods as readonly string[]).includes(mood))).toEqual([]);
    expect(words(line.overview)).toBeGreaterThanOrEqual(12);
    expect(words(line.overview)).toBeLessThanOrEqual(60);
  });
});

describe('episodes', () => {
  const types = new Map(lines.map(({ id, type }) => [id, type]));
  const episodes = lines.filter(({ type }) => type === 'episode');

  test.each(episodes)('$id belongs to a series that comes before it', (episode) => {
    expect(types.get(episode.series ?? '')).toBe('series');
    expect(episode.season).toBeGreaterThan(0);
    expect(episode.number).toBeGreaterThan(0);
    const position = (id: string | null | undefined) => lines.findIndex((line) => line.id === id);
    expect(position(episode.series)).toBeLessThan(position(episode.id));
  });
});

describe('availability', () => {
  test('reaches every platform and at least 60 countries', () => {
    const served = new Set(offers.map(({ platform }) => platform));
    expect(platforms.filter(({ id }) => !served.has(id)).map(({ id }) => id)).toEqual([]);
    expect(new Set(offers.map(({ region }) => region)).size).toBeGreaterThanOrEqual(60);
  });

  test('names declared platforms and countries only', () => {
    const declared = new Set(platforms.map(({ id }) => id));
    expect(offers.filter(({ platform }) => !declared.has(platform))).toEqual([]);
    expect(offers.filter(({ region }) => !countryByCode(region))).toEqual([]);
  });

  test('is real, dated and American where a platform listed the title in 2021, and simulated elsewhere', () => {
    const real = lines.flatMap(({ id, availability }) =>
      (availability ?? [])
        .filter(({ simulated }) => simulated === false)
        .map(({ platform, region, type, as_of }) => ({ id, platform, region, type, as_of })),
    );
    const listed = listedOffers().map((offer) => ({ ...offer, region: 'US', type: 'subscription' }));
    expect(new Set(real.map((offer) => JSON.stringify(offer, Object.keys(offer).sort())))).toEqual(
      new Set(listed.map((offer) => JSON.stringify(offer, Object.keys(offer).sort()))),
    );
    expect(real.length).toBe(listed.length);
    for (const { as_of } of real) expect(as_of).toMatch(/^2021-(09|10|11)-\d\d$/);
    expect(offers.every(({ simulated }) => typeof simulated === 'boolean')).toBe(true);
  });
});

describe('catalogueVersion', () => {
  test('is steady, and follows the offers', () => {
    expect(catalogueVersion()).toBe(catalogueVersion());
    expect(catalogueVersion('2026-12-01')).not.toBe(catalogueVersion());
  });

  test('covers every title', () => {
    expect(titles.length).toBe(lines.length);
  });
});
