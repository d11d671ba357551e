import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from '../../tests/support/records.js';
import { titleIdFrom } from '../title/title-id.js';
import { mergeRecords } from './merge.js';

const id = titleIdFrom('test', '1');
const now = Date.parse('2026-11-21T12:00:00Z');
const offer = { platform: 'netflix', region: 'US', type: 'subscription' };

describe('merging records', () => {
  it('takes the most trusted word, and unites lists', () => {
    const merged = mergeRecords(
      id,
      [
        record('tmdb', { id: 't', title: 'Theirs', genres: ['Drama'], runtime: 100 }),
        record('file', { id: 'f', title: 'Ours', genres: ['crime'] }),
      ],
      now,
    );
    expect(merged).toMatchObject({ title: 'Ours', runtime: 100, genres: ['crime', 'drama'] });
    expect(merged.provenance).toMatchObject({ title: 'file', runtime: 'tmdb', genres: 'file+tmdb' });
    expect(merged.attribution.join()).toContain('TMDB');
  });

  it('goes by trust, not by name', () => {
    const merged = mergeRecords(
      id,
      [record('tmdb', { id: 't', title: 'Theirs' }), record('zenith', { id: 'z', title: "The operator's" })],
      now,
    );
    expect(merged.title).toBe("The operator's");
  });

  it('prefers a real offer to a simulated one of the same kind', () => {
    const merged = mergeRecords(
      id,
      [
        record('file', { id: 'f', title: 'T', availability: [{ ...offer, simulated: true }] }),
        record('tmdb', { id: 't', title: 'T', availability: [offer] }),
      ],
      now,
    );
    expect(merged.availability).toMatchObject([{ simulated: false, source: 'tmdb' }]);
  });

  it('drops what a provider no longer allows to keep', () => {
    const old = record('tmdb', { id: 't', title: 'Old', overview: 'Must go.' }, '2026-01-01T00:00:00.000Z');
    expect(mergeRecords(id, [old, record('file', { id: 'f', title: 'Ours' })], now).overview).toBeNull();
    expect(mergeRecords(id, [old], now)).toMatchObject({
      title: 'Old',
      overview: null,
      attribution: [expect.any(String)],
    });
  });

  it('does not depend on the order of the records', () => {
    const records = ['file', 'tmdb', 'other', 'fourth'].map((provider, i) =>
      record(provider, {
        id: 'x',
        title: `T${i}`,
        genres: ['drama', 'war'].slice(i % 2),
        vote_count: i,
        vote_average: i,
        availability: [offer],
      }),
    );
    const expected = mergeRecords(id, records, now);
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 4 }), (shuffled) => {
        expect(mergeRecords(id, shuffled, now)).toEqual(expected);
      }),
    );
  });
});
