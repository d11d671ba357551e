import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryCatalogue } from '../../tests/support/memory-catalogue.js';
import { record } from '../../tests/support/records.js';
import { resolveRecords } from './resolution.js';
import type { SourceRecord } from './source-record.js';

const now = Date.parse('2026-11-21T12:00:00Z');
let catalogue: MemoryCatalogue;
const resolve = (...records: SourceRecord[]) => resolveRecords(catalogue, records, now);

const inception = {
  id: 'a',
  title: 'Inception',
  year: 2010,
  external_ids: { imdb: 'tt1375666', tmdb: 27205 },
};

beforeEach(() => {
  catalogue = new MemoryCatalogue();
});

describe('resolving records', () => {
  it('joins two providers by a well-known id, and says who gave what', async () => {
    await resolve(record('file', { ...inception, overview: 'Ours.' }));
    const { merged } = await resolve(
      record('other', { ...inception, id: 'b', title: 'INCEPTION (2010)', runtime: 148 }),
    );
    const [entry, ...others] = catalogue.entries();
    expect(others).toEqual([]);
    expect(merged).toBe(1);
    expect(entry?.title).toMatchObject({
      overview: 'Ours.',
      runtime: 148,
      external_ids: { file: 'a', other: 'b' },
    });
    expect(entry?.title.provenance).toMatchObject({ overview: 'file', runtime: 'other' });
  });

  it('joins by name and year when ids say nothing', async () => {
    await resolve(record('file', { id: 'a', title: 'The Matrix', year: 1999 }));
    await resolve(record('other', { id: 'b', title: 'Matrix', year: 1999, original_title: 'The Matrix' }));
    expect(catalogue.entries()).toHaveLength(1);
  });

  it.each([
    ['years apart', { title: 'Solaris', year: 2002 }],
    ['another family', { title: 'Solaris', year: 1972, type: 'series' }],
    ['another runtime', { title: 'Solaris', year: 1972, runtime: 90 }],
    ['another well-known id', { title: 'Solaris', year: 1972, external_ids: { imdb: 'tt0307479' } }],
    ['no year', { title: 'Solaris' }],
  ])('keeps namesakes apart: %s', async (_why, other) => {
    await resolve(
      record('file', {
        id: 'a',
        title: 'Solaris',
        year: 1972,
        runtime: 167,
        external_ids: { imdb: 'tt0069293' },
      }),
    );
    await resolve(record('other', { id: 'b', ...other }));
    expect(catalogue.entries()).toHaveLength(2);
  });

  it('keeps two lines of one provider apart, whatever their names', async () => {
    await resolve(
      record('file', { id: 'a', title: 'Pilot', year: 2000 }),
      record('file', { id: 'b', title: 'Pilot', year: 2000 }),
    );
    expect(catalogue.entries()).toHaveLength(2);
  });

  it('merges two titles when a record names both, and leaves an alias', async () => {
    await resolve(record('file', { id: 'a', title: 'One', external_ids: { imdb: 'tt0000001' } }));
    await resolve(record('other', { id: 'b', title: 'Two', external_ids: { tmdb: 1 } }));
    const [first, second] = catalogue.entries().map(({ title }) => title.id);
    const { merges, titles } = await resolve(
      record('third', { id: 'c', title: 'Both', external_ids: { imdb: 'tt0000001', tmdb: 1 } }),
    );
    expect(catalogue.entries()).toHaveLength(1);
    const [survivor] = catalogue.entries();
    const loser = [first, second].find((id) => id !== survivor?.title.id);
    expect(merges).toEqual([{ from: loser, into: survivor?.title.id }]);
    expect(titles).toContainEqual({ id: loser, embed: false, deleted: true });
    expect(survivor?.title.external_ids).toMatchObject({ file: 'a', other: 'b', third: 'c' });
    await resolve(record('other', { id: 'b', title: 'Two again', external_ids: { tmdb: 1 } }));
    expect(catalogue.entries()).toHaveLength(1);
  });

  it('links an episode to its series, whichever comes first', async () => {
    const series = record('file', { id: 's', type: 'series', title: 'Dark' });
    const episode = record('file', {
      id: 'e',
      type: 'episode',
      title: 'Secrets',
      series: 's',
      season: 1,
      number: 1,
    });
    await resolve(episode);
    await resolve(series);
    const [first, second] = catalogue.entries().map(({ title }) => title);
    expect(first?.series_id).toBe(second?.id);
  });

  describe('episodes', () => {
    const episode = { id: 'e', type: 'episode', title: 'Secrets', year: 2017, season: 1, number: 1 };
    const series = { id: 's', type: 'series', title: 'Dark', year: 2017 };

    it('join by name and place in the season', async () => {
      await resolve(record('file', { ...episode, title: 'Secrets: Part 1' }));
      await resolve(record('other', { ...episode, id: 'f', title: 'The Secrets (1)' }));
      expect(catalogue.entries()).toHaveLength(1);
    });

    it.each([
      ['another place', { number: 2 }],
      ['another year', { year: 2019 }],
      ['no place', { season: null }],
    ])('stay apart: %s', async (_why, other) => {
      await resolve(record('file', episode));
      await resolve(record('other', { ...episode, id: 'f', ...other }));
      expect(catalogue.entries()).toHaveLength(2);
    });

    it('stay apart when their name says nothing', async () => {
      await resolve(record('file', { ...episode, title: 'Episode 1' }));
      await resolve(record('other', { ...episode, id: 'f', title: 'Episode 1' }));
      expect(catalogue.entries()).toHaveLength(2);
    });

    it.each([
      ['one series', 'Dark', 1],
      ['two series', 'Light', 2],
    ])('of %s are told by their series', async (_what, title, expected) => {
      await resolve(record('file', series), record('file', { ...episode, series: 's' }));
      await resolve(record('other', { ...series, id: 't', title }));
      await resolve(record('other', { ...episode, id: 'f', series: 't' }));
      const episodes = catalogue.entries().filter(({ title }) => title.type === 'episode');
      expect(episodes).toHaveLength(expected);
    });

    it('join though the series of the one has not come', async () => {
      const second = { ...episode, title: 'Lies', number: 2 };
      await resolve(
        record('file', series),
        record('file', { ...episode, series: 's' }),
        record('file', { ...second, id: 'e2', series: 's' }),
      );
      await resolve(record('other', { ...episode, series: 't' }));
      await resolve(record('other', { ...second, id: 'e2', series: 't' }));
      expect(catalogue.entries()).toHaveLength(3);
    });

    it('keep their series, whichever provider speaks', async () => {
      const ours = record('file', { ...episode, series: 's' });
      const theirs = record('other', { ...episode, id: 'f', series: 't' });
      await resolve(record('file', series), ours);
      await resolve(theirs);
      const [before] = catalogue.entries().filter(({ title }) => title.type === 'episode');
      await resolve(theirs);
      await resolve(ours);
      const [after] = catalogue.entries().filter(({ title }) => title.type === 'episode');
      const [itsSeries] = catalogue.entries().filter(({ title }) => title.type === 'series');
      expect(after?.title.series_id).toBe(itsSeries?.title.id);
      expect(after?.title.series_id).toBe(before?.title.series_id);
    });

    it('that come before their series do not hide it from its namesake', async () => {
      await resolve(record('file', series));
      await resolve(record('other', { ...episode, series: 't' }));
      await resolve(record('other', { ...series, id: 't' }));
      await resolve(record('other', { ...episode, series: 't' }));
      const [first, second, ...others] = catalogue.entries().map(({ title }) => title);
      expect(others).toEqual([]);
      expect(second?.series_id).toBe(first?.id);
    });
  });

  it('knows a title by a year that it learnt later', async () => {
    const film = { id: 'a', title: 'Solaris' };
    await resolve(record('file', film));
    await resolve(record('file', { ...film, year: 1972 }));
    await resolve(record('other', { id: 'b', title: 'Solaris', year: 1972 }));
    expect(catalogue.entries()).toHaveLength(1);
  });

  it('does not let an older message undo a newer one', async () => {
    await resolve(record('file', { id: 'a', title: 'New' }, '2026-11-21T11:00:00.000Z'));
    await resolve(record('file', { id: 'a', title: 'Old' }, '2026-11-21T09:00:00.000Z'));
    expect(catalogue.entries()[0]?.title.title).toBe('New');
  });

  it('changes nothing when the same comes again', async () => {
    const lines = [record('file', inception), record('file', { id: 'x', title: 'Up', year: 2009 })];
    await resolve(...lines);
    for (const entry of catalogue.entries()) {
      catalogue.putSlot(entry.title.id, { entry: { ...entry, indexed: entry.hashes } });
    }
    const before = structuredClone(catalogue.entries());
    const again = await resolveRecords(catalogue, lines, now + 1_000_000);
    expect(again.titles).toEqual([]);
    expect(catalogue.entries()).toEqual(before);
  });

  it('gives the same titles in whatever pages and order records come, when ids tell them apart', async () => {
    const pool = Array.from({ length: 12 }, (_, i) =>
      record(`p${i % 3}`, {
        id: `r${i}`,
        title: `Title ${i % 4}`,
        external_ids: { imdb: `tt000000${i % 4}` },
      }),
    );
    const grouping = async (records: readonly SourceRecord[], size: number) => {
      catalogue = new MemoryCatalogue();
      for (let at = 0; at < records.length; at += size) await resolve(...records.slice(at, at + size));
      return catalogue
        .entries()
        .map(({ title }) => [
          title.external_ids.p0,
          title.external_ids.p1,
          title.external_ids.p2,
          title.title,
        ])
        .sort();
    };
    const expected = await grouping(pool, 12);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(pool, { minLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        async (shuffled, size) => {
          expect(await grouping(shuffled, size)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
