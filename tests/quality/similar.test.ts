import { describe, expect, test } from 'vitest';
import { artefactOf } from '../../scripts/bench/similar/catalogue.js';
import { coWatched } from '../../scripts/bench/similar/co-watched.js';
import { qualityOf, recommenders } from '../../scripts/bench/similar/similar.js';
import { fileTitles } from '../../scripts/models/file-titles.js';
import type { IndexQuery } from '../../shared/search/title-index.js';
import type { TitleId } from '../../shared/title/title-id.js';

/** Of some 600: each takes a look at every title. */
const FILMS = 60;
const data = process.env['BENCH_DATA'];
if (data === undefined) {
  process.stderr.write('BENCH_DATA is unset: whether similar titles are watched together is NOT measured.\n');
}

/** By the graph alone: vectors of all texts would take minutes to make (`npm run bench -- similar` has them). */
describe.skipIf(data === undefined)('similar titles against what people watched together', () => {
  test('are clearly ahead of genre overlap', { timeout: 600_000 }, async () => {
    const titles = Array.from(fileTitles(data ?? ''), ({ entry }) => entry.title);
    const byId = new Map(titles.map((title) => [title.id, title]));
    const catalogue = {
      titles,
      artefact: artefactOf(titles),
      index: {
        search: async ({ among }: IndexQuery) => ({
          text: [],
          facts: [],
          keywords: [],
          among: (among ?? []).flatMap(({ ids }) => ids),
        }),
        titles: async (ids: readonly TitleId[]) => ids.flatMap((id) => byId.get(id) ?? []),
      },
    };
    const judged = coWatched(data ?? '', catalogue.artefact.titles, 1).slice(0, FILMS);
    const { ours, 'genre overlap': overlap } = recommenders(catalogue);
    if (!ours || !overlap) throw new Error('The benchmark no longer compares these.');
    const [measured, plain] = [
      await qualityOf(ours, judged, catalogue),
      await qualityOf(overlap, judged, catalogue),
    ];
    process.stdout.write(`similar: ${JSON.stringify(measured)}, genre overlap: ${JSON.stringify(plain)}\n`);

    expect(measured.ndcg).toBeGreaterThan(2 * plain.ndcg);
    expect(measured.recall).toBeGreaterThan(2 * plain.recall);
  });
});
