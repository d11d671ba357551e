import { beforeEach, expect, it } from 'vitest';
import type { TitleStore } from '../../shared/title/title-store.js';
import { entryOf, hashes, idOf, recordOf } from './fixtures.js';

const WRITERS = 20;
const PAGE_OF_TITLES = 450;

/** What every TitleStore does. `open` gives an empty store. */
export function titleStoreContract(open: () => TitleStore): void {
  let store: TitleStore;
  beforeEach(() => {
    store = open();
  });

  const put = (name: string, version = '1') =>
    store.transact(async (t) => t.putSlot(idOf(name), { entry: entryOf(name, version) }));
  const alias = (from: string, into: string) =>
    store.transact(async (t) => t.putSlot(idOf(from), { alias_of: idOf(into) }));
  const entryAt = async (name: string) => {
    const slot = (await store.slots([idOf(name)])).get(idOf(name));
    return slot && 'entry' in slot ? slot.entry : undefined;
  };

  it('reads what a transaction wrote', async () => {
    const [id, entry] = [idOf('alien'), entryOf('alien')];
    const index = { [id]: { names: ['alien'], year: 1979, family: 'film', runtime: 117 } };
    await store.transact(async (t) => {
      t.putSlot(id, { entry });
      t.putKey('imdb:tt0078748', id);
      t.putNames('alien', index);
      t.putRecords(id, [recordOf('alien')]);
      t.putOutcome('run/000001', { titles: [id] });
    });
    expect(await store.get(id)).toEqual(entry.title);
    expect(await store.slots([id, idOf('none')])).toEqual(new Map([[id, { entry }]]));
    const read = await store.transact(async (t) => ({
      keys: await t.keys(['imdb:tt0078748', 'imdb:tt0000001']),
      names: await t.names(['alien', 'aliens']),
      records: await t.records([id, idOf('none')]),
      slots: await t.slots([id]),
      outcome: await t.outcome('run/000001'),
      noOutcome: await t.outcome('run/000002'),
      nothing: await t.keys([]),
    }));
    expect(read).toEqual({
      keys: new Map([['imdb:tt0078748', id]]),
      names: new Map([['alien', index]]),
      records: new Map([[id, [recordOf('alien')]]]),
      slots: new Map([[id, { entry }]]),
      outcome: { titles: [id] },
      noOutcome: undefined,
      nothing: new Map(),
    });
  });

  it('has no title that nobody wrote', async () => {
    expect(await store.get(idOf('none'))).toBeUndefined();
    expect(await store.byKeys(['imdb:tt0000001'])).toBeUndefined();
    expect(await store.byKeys([])).toBeUndefined();
    expect(await store.slots([])).toEqual(new Map());
  });

  it('follows aliases of aliases, and ends in a circle of them', async () => {
    await put('solaris');
    await alias('solyaris', 'solaris');
    await alias('соля́рис', 'solyaris');
    await alias('a', 'b');
    await alias('b', 'a');
    expect(await store.get(idOf('соля́рис'))).toMatchObject({ title: 'solaris' });
    expect(await store.slots([idOf('solyaris')])).toEqual(
      new Map([[idOf('solyaris'), { alias_of: idOf('solaris') }]]),
    );
    expect(await store.get(idOf('a'))).toBeUndefined();
  });

  it('finds by the first key that leads to a title, through aliases', async () => {
    await put('first');
    await put('second');
    await alias('merged', 'second');
    await store.transact(async (t) => {
      t.putKey('tmdb:movie/1', idOf('first'));
      t.putKey('tmdb:movie/2', idOf('merged'));
      t.putKey('tmdb:movie/3', idOf('never written'));
    });
    expect(await store.byKeys(['tmdb:movie/9', 'tmdb:movie/2', 'tmdb:movie/1'])).toMatchObject({
      title: 'second',
    });
    expect(await store.byKeys(['tmdb:movie/3', 'tmdb:movie/1'])).toMatchObject({ title: 'first' });
  });

  it('keeps keys and names of any characters and length apart', async () => {
    const long = 'ば'.repeat(600);
    const names = ['a/b', 'a', 'a%2Fb', '.', '..', '__x__', '', ' ', 'ça', 'Ça', '🎬', long, `${long}!`];
    await store.transact(async (t) => {
      for (const [i, name] of names.entries()) t.putKey(name, idOf(String(i)));
    });
    const read = await store.transact((t) => t.keys(names));
    expect([...read]).toEqual(names.map((name, i) => [name, idOf(String(i))]));
  });

  it('loses no write of many at once', async () => {
    const counter = idOf('counter');
    await store.transact(async (t) => t.putRecords(counter, []));
    const add = (name: string) =>
      store.transact(async (t) => {
        const records = (await t.records([counter])).get(counter) ?? [];
        t.putRecords(counter, [...records, recordOf(name)]);
      });
    const names = Array.from({ length: WRITERS }, (_, i) => `writer ${i}`);
    await Promise.all(names.map(add));
    const records = await store.transact(async (t) => (await t.records([counter])).get(counter));
    expect(records?.map(({ id }) => id).sort()).toEqual(names.sort());
  });

  it('makes a title once when many would make it', async () => {
    const claim = (name: string) =>
      store.transact(async (t) => {
        const known = (await t.keys(['imdb:tt1'])).get('imdb:tt1');
        if (known) return known;
        t.putKey('imdb:tt1', idOf(name));
        return idOf(name);
      });
    const ids = await Promise.all(Array.from({ length: WRITERS }, (_, i) => claim(`writer ${i}`)));
    expect(new Set(ids).size).toBe(1);
  });

  it('writes nothing of a transaction that fails, and passes its error on', async () => {
    const failing = store.transact(async (t) => {
      t.putKey('imdb:tt2', idOf('x'));
      throw new RangeError('no such record');
    });
    await expect(failing).rejects.toThrow(new RangeError('no such record'));
    expect(await store.transact((t) => t.keys(['imdb:tt2']))).toEqual(new Map());
  });

  it('writes and reads hundreds of titles in one transaction', async () => {
    const names = Array.from({ length: PAGE_OF_TITLES }, (_, i) => `title ${i}`);
    await store.transact(async (t) => {
      await t.slots(names.map(idOf));
      for (const name of names) t.putSlot(idOf(name), { entry: entryOf(name) });
    });
    expect((await store.slots(names.map(idOf))).size).toBe(PAGE_OF_TITLES);
  });

  it('notes what the index holds', async () => {
    await put('heat');
    expect(await store.markIndexed([{ id: idOf('heat'), hashes: hashes('1') }])).toEqual([]);
    expect(await entryAt('heat')).toMatchObject({ hashes: hashes('1'), indexed: hashes('1') });
    expect(await store.markIndexed([])).toEqual([]);
  });

  it('does not take a title for indexed that changed meanwhile', async () => {
    await put('heat', '1');
    await store.markIndexed([{ id: idOf('heat'), hashes: hashes('1') }]);
    await put('heat', '2');
    await put('ronin', '1');
    await alias('ronin (1998)', 'ronin');
    const marks = ['heat', 'ronin', 'ronin (1998)', 'none'].map((name) => ({
      id: idOf(name),
      hashes: hashes('1'),
    }));
    expect(await store.markIndexed(marks)).toEqual([idOf('heat'), idOf('ronin (1998)')]);
    expect(await entryAt('heat')).toMatchObject({ hashes: hashes('2'), indexed: null });
    expect(await entryAt('ronin')).toMatchObject({ indexed: hashes('1') });
    expect(await store.get(idOf('ronin (1998)'))).toMatchObject({ title: 'ronin' });
  });

  it('never notes an old state over a newer one, however they race', async () => {
    await put('heat', '0');
    for (let version = 1; version <= 5; version++) {
      const [overtaken] = await Promise.all([
        store.markIndexed([{ id: idOf('heat'), hashes: hashes(String(version - 1)) }]),
        put('heat', String(version)),
      ]);
      const entry = await entryAt('heat');
      expect(entry?.hashes).toEqual(hashes(String(version)));
      // `put` writes `indexed: null`, so that whoever came second decides; the old hashes never stay.
      expect(entry?.indexed).toBeNull();
      expect(overtaken.length).toBeLessThanOrEqual(1);
    }
  });
}
