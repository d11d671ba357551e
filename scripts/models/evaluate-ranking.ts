import { ArtefactBuilder } from '../../shared/artefact/artefact-builder.js';
import { CatalogueArtefact } from '../../shared/artefact/catalogue-artefact.js';
import { embeddingText } from '../../shared/search/index-fields.js';
import { searchByMeaning } from '../../shared/search/search.js';
import { titleIdFrom } from '../../shared/title/title-id.js';
import { embedded, openEmbedder } from '../bench/vector-engine/titles.js';
import { exhaustiveIndex } from './exhaustive-index.js';
import { isHeldOut, judgedQueries } from './tip-of-the-tongue.js';
import { titleQueries } from './title-queries.js';

const data = process.env['BENCH_DATA'];
if (data === undefined) {
  console.error('Set BENCH_DATA to the folder that has titles.jsonl.gz and the queries.');
  process.exit(2);
}
const part = process.argv.includes('--validation') ? 'validation' : 'train';
const embedder = await openEmbedder();
const { fileTitles } = await import('./file-titles.js');
const texts = Array.from(fileTitles(data), ({ entry }) => embeddingText(entry.title));
const vectors = await embedded(embedder, texts, (progress) => console.error(progress));
const index = exhaustiveIndex(data, vectors, embedder.textSize);
const builder = new ArtefactBuilder();
for (const title of index.titles.toSorted(
  (a, b) => b.popularity_score - a.popularity_score || (a.id < b.id ? -1 : 1),
))
  builder.add(title);
const artefact = new CatalogueArtefact(builder.finish({ generation: 1, complete: true }));

const ports = {
  titleIndex: { search: index.search, titles: index.byId },
  catalogueArtefact: { current: async () => ({ artefact, isCurrent: true }) },
  catalogueFacets: { count: async () => ({}) },
  frozenLists: { put: async () => undefined, get: async () => undefined },
  clock: { now: () => Date.now() },
  newId: () => 'list',
  embedder,
} as unknown as Parameters<typeof searchByMeaning>[1];

async function placesOf(queries: readonly { q: string; wanted: string }[], limit: number): Promise<number[]> {
  const places: number[] = [];
  for (const { q, wanted } of queries) {
    const { data: hits } = await searchByMeaning({ q: q.slice(0, 2_000), filter: {}, limit }, ports);
    const place = hits.findIndex(({ id }) => id === wanted);
    places.push(place < 0 ? Number.POSITIVE_INFINITY : place + 1);
  }
  return places;
}

const share = (places: readonly number[], within: number) =>
  places.filter((place) => place <= within).length / places.length;
const judged = judgedQueries(data, part)
  .filter((query) => part === 'validation' || isHeldOut(query))
  .map(({ query, relevant }) => ({ q: query, wanted: titleIdFrom('file', relevant) as string }));
const remembered = await placesOf(judged, 100);
console.log(
  `half remembered (${part}, ${judged.length}): recall@10 ${share(remembered, 10).toFixed(4)} MRR@10 ${(remembered.reduce((sum, place) => sum + (place <= 10 ? 1 / place : 0), 0) / remembered.length).toFixed(4)} recall@100 ${share(remembered, 100).toFixed(4)}`,
);
for (const [kind, queries] of Object.entries(titleQueries(index.titles))) {
  const places = await placesOf(queries, 10);
  console.log(
    `${kind} (${queries.length}): hit@1 ${share(places, 1).toFixed(4)} hit@3 ${share(places, 3).toFixed(4)}`,
  );
  const missed = queries.filter((_, i) => (places[i] ?? 0) > 1).slice(0, 4);
  console.log(missed.map(({ q }) => q).join(' | '));
}
