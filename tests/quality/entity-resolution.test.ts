import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import { resolveRecords } from '../../shared/ingestion/resolution.js';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import { normaliseText } from '../../shared/text.js';
import { MemoryCatalogue } from '../support/memory-catalogue.js';
import { record } from '../support/records.js';
import { readD5 } from './d5.js';
import { catalogueFilms, type Film, listedFilms, listings, pairsByDirector } from './films.js';
import { halfOf, type Pair, report, scoresOf } from './scores.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const data = process.env['BENCH_DATA'];
if (data === undefined) {
  process.stderr.write(
    'BENCH_DATA is unset: how well records of one title find each other is NOT measured.\n',
  );
}

describe.skipIf(data === undefined)('entity resolution against BENCH_DATA', () => {
  const folder = data ?? '';

  test('of D5: records of IMDb and TMDb without their ids', async () => {
    const d5 = readD5(join(folder, 'entity-resolution-d5'));
    const catalogue = await resolved(d5.imdb, d5.tmdb);
    const found = joined(catalogue, 'imdb', 'tmdb');
    const heldOut = (pairs: readonly Pair[]) => pairs.filter(([id]) => halfOf(id) === 'held out');

    report('D5, same name and nothing else', scoresOf(sameNames(d5.imdb, d5.tmdb), d5.titlePairs));
    report('D5, people missed', scoresOf(found, d5.truth));
    const titles = scoresOf(found, d5.titlePairs);
    report('D5, titles', titles);
    const unseen = scoresOf(heldOut(found), heldOut(d5.titlePairs));
    report('D5, titles, held-out half', unseen);

    expect(titles.f1).toBeGreaterThan(0.93);
    expect(unseen.f1).toBeGreaterThan(0.92);
    expect(scoresOf(found, d5.truth).f1).toBeGreaterThan(0.62);
  });

  test('of films that platforms listed, judged by their directors', { timeout: 120_000 }, async () => {
    const films = catalogueFilms(folder).filter(({ directors }) => directors.length > 0);
    const lists = listings.map((platform) => listedFilms(folder, platform));
    const records = lists.map((list, i) => list.map((film) => recordOf(listings[i] ?? '', film)));
    const catalogue = await resolved(
      films.map((film) => recordOf('catalogue', film)),
      ...records,
    );
    const found = listings.flatMap((platform) => joined(catalogue, 'catalogue', platform));
    const truth = pairsByDirector(films, lists.flat());
    const heldOut = (pairs: readonly Pair[]) => pairs.filter(([, id]) => halfOf(id) === 'held out');

    report('Listed films', scoresOf(found, truth));
    const unseen = scoresOf(heldOut(found), heldOut(truth));
    report('Listed films, held-out half', unseen);
    expect(unseen.f1).toBeGreaterThan(0.95);
  });

  test('of different films, dealt to two providers: few join', { timeout: 120_000 }, async () => {
    const films = catalogueFilms(folder);
    const [ours, theirs] = (['chosen on', 'held out'] as const).map((half) =>
      films.filter(({ id }) => halfOf(id) === half).map((film) => recordOf(half, film)),
    );
    const catalogue = await resolved(ours ?? [], theirs ?? []);
    const wrong = joined(catalogue, 'chosen on', 'held out').length / (theirs?.length ?? 0);
    process.stderr.write(`Different films: ${(100 * wrong).toFixed(2)}% of ${theirs?.length} join another\n`);
    expect(wrong).toBeLessThan(0.01);
  });
});

/** One provider after the other, page by page, as ingestion resolves them. */
async function resolved(...lists: readonly SourceRecord[][]): Promise<MemoryCatalogue> {
  const catalogue = new MemoryCatalogue();
  for (const list of lists) {
    for (let at = 0; at < list.length; at += PAGE_SIZE) {
      await resolveRecords(catalogue, list.slice(at, at + PAGE_SIZE), now);
    }
  }
  return catalogue;
}

/** The records of two providers that ended in one title. */
function joined(catalogue: MemoryCatalogue, provider: string, other: string): Pair[] {
  return [...catalogue.recorded.values()].flatMap((records) => {
    const [one, two] = [provider, other].map((name) => records.find((record) => record.provider === name));
    return one && two ? [[one.id, two.id] as const] : [];
  });
}

/** What the simplest rule would find, for comparison: every pair whose names are the same. */
function sameNames(ours: readonly SourceRecord[], theirs: readonly SourceRecord[]): Pair[] {
  const byName = new Map<string, SourceRecord[]>();
  for (const other of theirs) {
    const name = normaliseText(other.facts.title);
    byName.set(name, [...(byName.get(name) ?? []), other]);
  }
  return ours.flatMap(({ id, facts }) =>
    (byName.get(normaliseText(facts.title)) ?? []).map((other) => [id, other.id] as const),
  );
}

function recordOf(provider: string, { id, title, original_title, year, runtime }: Film): SourceRecord {
  return record(provider, { id, title, original_title, year, runtime });
}
