import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { matchPlatformLists, readPlatformLists } from '../../scripts/catalogue/platform-lists.js';
import { bundledTitles, listedOffers } from './lines.js';

const data = process.env['BENCH_DATA'];
const RUN = 8;

if (data === undefined) {
  process.stderr.write(
    'BENCH_DATA is unset: the ids, listed offers and sentences of the bundled catalogue are NOT compared.\n',
  );
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Every run of eight consecutive words of a text. */
function* runs(text: string): Generator<string> {
  const all = words(text);
  for (let start = 0; start + RUN <= all.length; start++) yield all.slice(start, start + RUN).join(' ');
}

interface Source {
  title: string;
  overview?: string;
  tagline?: string;
  wikipedia?: { extract?: string };
}

async function* sources(folder: string): AsyncGenerator<Source> {
  const input = createReadStream(join(folder, 'titles.jsonl.gz')).pipe(createGunzip());
  for await (const line of createInterface({ input })) yield JSON.parse(line) as Source;
}

interface KnownIds {
  title: string;
  year: string;
  imdb: string;
  tmdb: string;
}

function knownIds(folder: string): KnownIds[] {
  return parse(readFileSync(join(folder, 'well-known-ids.csv')), { columns: true, bom: true }) as KnownIds[];
}

describe.skipIf(data === undefined)('against BENCH_DATA', () => {
  const folder = data ?? '';
  const titles = bundledTitles();

  test('no synopsis shares eight words in a row with a source', { timeout: 180_000 }, async () => {
    const ours = new Map<string, string>();
    for (const { id, overview, tagline } of titles) {
      for (const text of [overview, tagline]) for (const run of runs(text ?? '')) ours.set(run, String(id));
    }
    const copied: string[] = [];
    let read = 0;
    for await (const source of sources(folder)) {
      read++;
      for (const text of [source.overview, source.tagline, source.wikipedia?.extract]) {
        for (const run of runs(text ?? '')) {
          const id = ours.get(run);
          if (id) copied.push(`${id}: "${run}" (${source.title})`);
        }
      }
    }
    expect(read).toBeGreaterThan(60_000);
    expect(copied).toEqual([]);
  });

  test('IMDb and TMDb ids are those of the well-known titles', () => {
    const known = new Map(
      knownIds(folder).flatMap((row) => [[row.imdb, row] as const, [`movie/${row.tmdb}`, row] as const]),
    );
    const checked: string[] = [];
    for (const { id, year, external_ids } of titles) {
      const rows = Object.values(external_ids ?? {}).flatMap((value) => known.get(String(value)) ?? []);
      for (const row of rows) {
        const { imdb = row.imdb, tmdb = `movie/${row.tmdb}` } = external_ids ?? {};
        expect({ id, imdb, tmdb }).toEqual({ id, imdb: row.imdb, tmdb: `movie/${row.tmdb}` });
        expect(Math.abs(Number(row.year) - Number(year)), `year of ${id}`).toBeLessThanOrEqual(1);
        checked.push(String(id));
      }
    }
    expect(new Set(checked).size).toBeGreaterThan(400);
  });

  test('the listed offers are what the lists of 2021 say', () => {
    expect(listedOffers()).toEqual(
      matchPlatformLists(titles, readPlatformLists(join(folder, 'platform-lists'))),
    );
  });
});
