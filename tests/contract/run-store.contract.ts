import { beforeEach, expect, it } from 'vitest';
import type { RunRecord, RunStore } from '../../shared/ingestion/run.js';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');

/** What every RunStore does. `open` gives an empty store. */
export function runStoreContract(open: () => RunStore): void {
  let store: RunStore;
  beforeEach(() => {
    store = open();
  });

  const begin = (run: string, provider: string, hour: number): Promise<void> => {
    const started_at = new Date(START + hour * HOUR_MS).toISOString();
    const record: RunRecord = { run, provider, started_at, pages: null, troubles: [] };
    return store.begin(record);
  };
  const complete = async (run: string, provider: string, hour: number) => {
    await begin(run, provider, hour);
    await store.planned(run, 1);
    await store.progress(run, '000001', { step: 'index' });
  };

  it('sums up the pages of a run', async () => {
    await begin('tmdb-1', 'tmdb', 0);
    expect(await store.get('tmdb-1')).toMatchObject({ state: 'planning', pages: null });
    await store.planned('tmdb-1', 2);
    await store.progress('tmdb-1', '000001', { step: 'normalise', read: 128, rejected: 3 });
    await store.progress('tmdb-1', '000001', { step: 'resolve', merged: 5, changed: 100 });
    await store.progress('tmdb-1', '000002', { step: 'normalise', read: 10, rejected: 0 });
    await store.progress('tmdb-1', '000001', { step: 'index' });
    expect(await store.get('tmdb-1')).toEqual({
      run: 'tmdb-1',
      provider: 'tmdb',
      started_at: '2026-11-21T10:00:00.000Z',
      pages: 2,
      troubles: [],
      state: 'running',
      pages_done: 1,
      done_through: 1,
      pages_given_up: 0,
      read: 138,
      ingested: 135,
      merged: 5,
      rejected: 3,
      changed: 100,
    });
    await store.progress('tmdb-1', '000002', { step: 'index' });
    expect(await store.get('tmdb-1')).toMatchObject({ state: 'complete', pages_done: 2 });
    expect(await store.get('tmdb-1')).toMatchObject({ state: 'complete', read: 138, changed: 100 });
  });

  it('knows how far all pages are done, and sums many up as it sums few', async () => {
    await begin('file-1', 'file', 0);
    const done = (page: number) =>
      store.progress('file-1', String(page).padStart(6, '0'), { step: 'index', read: 3, changed: 1 });
    for (let page = 1; page <= 80; page++) if (page !== 70) await done(page);
    const expected = { pages_done: 79, done_through: 69, read: 237, changed: 79, state: 'planning' };
    expect(await store.get('file-1')).toMatchObject(expected);
    expect(await store.get('file-1')).toMatchObject(expected);
    await store.progress('file-1', '000002', { step: 'normalise', read: 1 });
    await done(70);
    await store.planned('file-1', 80);
    expect(await store.get('file-1')).toMatchObject({ state: 'complete', done_through: 80, read: 240 });
  });

  it('tells the record of a run and the progress of a page', async () => {
    await begin('file-1', 'file', 0);
    expect(await store.page('file-1', '000001')).toBeUndefined();
    await store.progress('file-1', '000001', { step: 'normalise', read: 3 });
    expect(await store.page('file-1', '000001')).toMatchObject({ step: 'normalise', read: 3 });
    expect(await store.record('file-1')).toMatchObject({ run: 'file-1', provider: 'file', pages: null });
    expect(await store.record('file-2')).toBeUndefined();
  });

  it('has no run that nobody began', async () => {
    expect(await store.get('tmdb-1')).toBeUndefined();
    expect(await store.list(undefined, 10)).toEqual([]);
    expect(await store.lastComplete('tmdb')).toBeUndefined();
  });

  it('keeps what is there when a run begins again', async () => {
    await begin('tmdb-1', 'tmdb', 0);
    await store.planned('tmdb-1', 7);
    await begin('tmdb-1', 'tmdb', 5);
    expect(await store.get('tmdb-1')).toMatchObject({ pages: 7, started_at: '2026-11-21T10:00:00.000Z' });
  });

  it('is not changed by a message that repeats or comes late', async () => {
    await begin('tmdb-1', 'tmdb', 0);
    await store.planned('tmdb-1', 2);
    const normalised = { step: 'normalise', read: 128, rejected: 3 } as const;
    const resolved = { step: 'resolve', merged: 5, changed: 100 } as const;
    for (const update of [normalised, resolved, resolved]) await store.progress('tmdb-1', '000001', update);
    await store.progress('tmdb-1', '000001', { step: 'index' });
    const before = await store.get('tmdb-1');
    await store.progress('tmdb-1', '000001', { ...normalised, read: 1 });
    await store.progress('tmdb-1', '000001', { step: 'index' });
    expect(await store.get('tmdb-1')).toEqual(before);
  });

  it('notes a trouble once, also of a step that is over', async () => {
    await begin('tmdb-1', 'tmdb', 0);
    await store.planned('tmdb-1', 2);
    await store.progress('tmdb-1', '000001', { trouble: 'fetch: 429' });
    await store.progress('tmdb-1', '000001', { step: 'fetch' });
    await store.progress('tmdb-1', '000001', { trouble: 'fetch: 429' });
    await store.progress('tmdb-1', '000001', { trouble: 'fetch: half a body' });
    const run = await store.get('tmdb-1');
    expect(run?.troubles).toEqual(['page 000001: fetch: 429', 'page 000001: fetch: half a body']);
  });

  it('keeps apart what happens to many pages at once', async () => {
    await begin('tmdb-1', 'tmdb', 0);
    const pages = Array.from({ length: 30 }, (_, i) => String(i + 1).padStart(6, '0'));
    await Promise.all(pages.map((page) => store.progress('tmdb-1', page, { step: 'normalise', read: 2 })));
    await store.planned('tmdb-1', 30);
    expect(await store.get('tmdb-1')).toMatchObject({ read: 60, pages_done: 0 });
  });

  it('lists the latest runs first, of all providers or of one', async () => {
    await begin('tmdb-1', 'tmdb', 1);
    await begin('file-3', 'file', 3);
    await begin('tmdb-2', 'tmdb', 2);
    const names = async (provider: string | undefined, limit: number) =>
      (await store.list(provider, limit)).map(({ run }) => run);
    expect(await names(undefined, 10)).toEqual(['file-3', 'tmdb-2', 'tmdb-1']);
    expect(await names('tmdb', 10)).toEqual(['tmdb-2', 'tmdb-1']);
    expect(await names(undefined, 1)).toEqual(['file-3']);
  });

  it('has failed when its last page is given up, and goes on when the page is sent again', async () => {
    await store.begin({
      run: 'r',
      provider: 'file',
      started_at: '2026-11-21T10:00:00.000Z',
      pages: null,
      troubles: [],
    });
    await store.planned('r', 2);
    await store.progress('r', '000001', { step: 'index' });
    await store.progress('r', '000002', { trouble: 'resolve gave up', given_up: true });
    expect(await store.get('r')).toMatchObject({ state: 'failed', pages_done: 1, pages_given_up: 1 });
    await store.progress('r', '000002', { step: 'normalise' });
    expect(await store.get('r')).toMatchObject({ state: 'running', pages_given_up: 0 });
    await store.progress('r', '000002', { step: 'index' });
    expect(await store.get('r')).toMatchObject({ state: 'complete', pages_done: 2 });
  });

  it("knows the start of a provider's latest complete run", async () => {
    await complete('tmdb-1', 'tmdb', 1);
    await complete('tmdb-2', 'tmdb', 2);
    await begin('tmdb-3', 'tmdb', 3);
    await complete('file-4', 'file', 4);
    expect(await store.lastComplete('tmdb')).toBe(START + 2 * HOUR_MS);
    expect(await store.lastComplete('watchmode')).toBeUndefined();
  });
}
