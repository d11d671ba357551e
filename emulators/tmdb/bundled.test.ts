import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProvidersEnv } from '../../shared/adapters/providers/env.js';
import { networkProviders } from '../../shared/adapters/providers/providers.js';
import { normaliseLine } from '../../shared/ingestion/file-provider.js';
import { identityKeys } from '../../shared/ingestion/identity.js';
import { normalisePageOf } from '../../shared/ingestion/normalise.js';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';
import { bundledCatalogue } from '../catalogue/catalogue.js';
import { SuiteClock } from '../clock.js';
import { startTmdb } from './tmdb.js';

/** Its TMDb key and how it is called; none where TMDb has no number for it. */
function shown(record: SourceRecord): [string, string][] {
  const key = identityKeys(record).find((key) => /^tmdb:(film|series):/.test(key));
  return key ? [[key, `${record.facts.title} (${record.facts.year})`]] : [];
}

test('every bundled title with a number at TMDb comes back under its own ids and name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tmdb-'));
  const clock = new SuiteClock();
  const tmdb = await startTmdb({ folder, clock, catalogue: bundledCatalogue, requestsPer10s: 100_000 });
  const config = ProvidersEnv.parse({ ...tmdb.env, TMDB_PAGES: '500' });
  const { tmdb: provider } = networkProviders(config, clock);
  if (!provider) throw new Error('The emulator gives no key');
  const came = new Map<string, string>();
  for await (const plan of provider.plan(undefined)) {
    const { records, rejects } = normalisePageOf('tmdb', await provider.fetch(plan));
    expect(rejects).toEqual([]);
    for (const [key, name] of records.flatMap(shown)) came.set(key, name);
  }
  const now = new Date(clock.now()).toISOString();
  const bundled = [...bundledCatalogue()].flatMap((line) => shown(normaliseLine('file', line, now)));
  expect(bundled.length).toBeGreaterThan(700);
  expect(came).toEqual(new Map(bundled));
  await tmdb.stop();
  rmSync(folder, { recursive: true });
});
