import fc from 'fast-check';
import { type Offer, offerTypes, videoQualities } from '../../shared/availability/offer.js';
import type { TitleFilter } from '../../shared/search/title-filter.js';
import { certifications } from '../../shared/title/certifications.js';
import { type Title, titleTypes } from '../../shared/title/title.js';
import { idOf, offerOf } from './fixtures.js';

/** Few values of each kind, so that titles and filters often meet, and nearly meet. */
export const values = {
  regions: ['US', 'DE'],
  platforms: ['netflix', 'hulu', 'max'],
  genres: ['drama', 'comedy', 'war'],
  languages: ['en', 'de', 'fr'],
};
const { regions, platforms, genres, languages } = values;
const currencies = ['USD', 'EUR'];
const instants = ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'];
const amounts = [0, 2.99, 3.99, 9.99];

const some = <Value>(values: readonly Value[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const any = <Value>(values: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const orNull = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { freq: 4 });

const price = fc.record({ amount: fc.constantFrom(...amounts), currency: fc.constantFrom(...currencies) });

const offer: fc.Arbitrary<Offer> = fc
  .record({
    region: fc.constantFrom(...regions),
    platform: fc.constantFrom(...platforms),
    availability_type: fc.constantFrom(...offerTypes),
    price: fc.option(price),
    expires_at: orNull(instants),
    video_quality: any(videoQualities),
    audio_tracks: any(languages),
    subtitle_tracks: any(languages),
  })
  .map(({ region, platform, ...more }) => ({ ...offerOf(region, platform), ...more }));

/** What a title has that filters look at. */
export const filteredFields: fc.Arbitrary<Partial<Title>> = fc.record({
  type: fc.constantFrom(...titleTypes.slice(0, 3)),
  genres: any(genres),
  year: orNull([1989, 1990, 1999, 2000]),
  runtime: orNull([60, 90, 120]),
  language: orNull(languages),
  certification: orNull([...certifications, 'NR', 'pg ']),
  availability: fc.array(offer, { maxLength: 4 }),
});

/** Each part now and then, so that several meet but not everything is excluded. */
export const titleFilter: fc.Arbitrary<TitleFilter> = fc
  .record({
    types: some(titleTypes.slice(0, 3)),
    genres: some(genres),
    not_genres: some(genres),
    year_from: fc.constantFrom(1989, 1990, 1995),
    year_to: fc.constantFrom(1990, 1999),
    languages: some(languages),
    max_certification: fc.constantFrom(...certifications),
    ceiling: fc.constantFrom(...certifications),
    runtime_from: fc.constantFrom(60, 61, 90),
    runtime_to: fc.constantFrom(90, 119, 120),
    available: fc.boolean(),
    not_ids: fc.array(
      fc.nat(9).map((i) => idOf(`title ${i}`)),
      { maxLength: 3 },
    ),
    region: fc.constantFrom(...regions),
    platforms: some(platforms),
    offer_types: some(offerTypes),
    price,
    quality: some(videoQualities),
    audio: some(languages),
    subtitles: some(languages),
    expiring_before: fc.constantFrom('2026-12-01T00:00:00Z', '2026-12-15T12:00:00+02:00'),
  })
  .chain((whole) =>
    fc
      .subarray(Object.keys(whole), { minLength: 0, maxLength: 4 })
      .map((parts) => Object.fromEntries(Object.entries(whole).filter(([part]) => parts.includes(part)))),
  );
