import type { CatalogueArtefact } from '../../../shared/artefact/catalogue-artefact.js';
import { similarTitles } from '../../../shared/graph/similar-titles.js';
import type { Title } from '../../../shared/title/title.js';
import { type Benchmark, type Figure, Skipped } from '../benchmark.js';
import { type Catalogue, openCatalogue } from './catalogue.js';
import { type CoWatched, coWatched, NEIGHBOURS } from './co-watched.js';

type Recommender = (title: Title) => Promise<readonly number[]>;

/** NDCG and recall at ten, over the co-watched neighbours of each film. */
export interface Quality {
  ndcg: number;
  recall: number;
}

export const similar: Benchmark = {
  about:
    'titles like one, against films that the same people liked (MovieLens latest-small, half of the people), 66,030 titles',
  async run({ data, say }) {
    if (data === undefined)
      throw new Skipped(
        'BENCH_DATA is unset: name the folder of titles.jsonl.gz and ratings-ml-latest-small.',
      );
    const catalogue = await openCatalogue(data, say);
    const judged = coWatched(data, catalogue.artefact.titles, 1);
    const measured = new Map<string, Quality>();
    for (const [name, recommend] of Object.entries(recommenders(catalogue))) {
      say(`${name}: ${judged.length} films`);
      measured.set(name, await qualityOf(recommend, judged, catalogue));
    }
    const of = (name: string) => measured.get(name) ?? { ndcg: 0, recall: 0 };
    const figures = [...measured].flatMap(([name, { ndcg, recall }]): Figure[] => [
      { what: `NDCG@10, ${name}`, value: ndcg, unit: '' },
      { what: `recall@10, ${name}`, value: recall, unit: '' },
    ]);
    return {
      figures: [
        { what: 'films with ten neighbours', value: judged.length, unit: '' },
        ...figures,
        {
          what: 'NDCG@10 over genre overlap',
          value: of('ours').ndcg / of('genre overlap').ndcg,
          unit: 'x',
          target: { atLeast: 2 },
        },
      ],
      chart: {
        title: 'Co-watched neighbours found, NDCG@10',
        unit: '',
        kind: 'bars',
        bars: [...measured].map(([label, { ndcg }]) => ({ label, value: ndcg })),
      },
    };
  },
};

/** What is compared: each gives its ten best, none of them the title itself. */
export function recommenders({ artefact, index }: Catalogue): Record<string, Recommender> {
  const { titles } = artefact;
  const numbersOf = (hits: readonly Pick<Title, 'id'>[]) =>
    hits.flatMap(({ id }) => titles.numberOf(id) ?? []);
  const byVotes = Array.from({ length: titles.count }, (_, title) => title).sort(
    (a, b) => titles.votes(b) - titles.votes(a),
  );
  return {
    ours: async (title) =>
      numbersOf(await similarTitles({ title, filter: {}, limit: NEIGHBOURS }, artefact, index)),
    'genre overlap': async ({ id }) => genreOverlap(titles.numberOf(id) ?? 0, byVotes, artefact),
    'meaning alone': async ({ id }) => {
      const filter = { not_ids: [id] };
      const query = { text: id, facts: undefined, keywords: undefined, filter, limit: NEIGHBOURS };
      return numbersOf((await index.search(query)).text);
    },
    'most voted': async ({ id }) =>
      byVotes.filter((other) => other !== titles.numberOf(id)).slice(0, NEIGHBOURS),
  };
}

/** Jaccard; equal ones by votes. */
function genreOverlap(title: number, byVotes: readonly number[], { titles }: CatalogueArtefact): number[] {
  const own = new Set(titles.labels('genres', title));
  return byVotes
    .filter((other) => other !== title)
    .map((other) => {
      const others = titles.labels('genres', other);
      const shared = others.reduce((count, genre) => count + (own.has(genre) ? 1 : 0), 0);
      return { other, overlap: shared / Math.max(1, own.size + others.length - shared) };
    })
    .sort((a, b) => b.overlap - a.overlap)
    .slice(0, NEIGHBOURS)
    .map(({ other }) => other);
}

export async function qualityOf(
  recommend: Recommender,
  judged: readonly CoWatched[],
  { artefact, index }: Catalogue,
): Promise<Quality> {
  let [ndcg, recall] = [0, 0];
  for (const { title, neighbours } of judged) {
    const [asked] = await index.titles([artefact.titles.id(title)]);
    const found = asked ? await recommend(asked) : [];
    const gains = found.map((other, place) => (neighbours.includes(other) ? 1 / Math.log2(place + 2) : 0));
    const ideal = neighbours.map((_, place) => 1 / Math.log2(place + 2));
    ndcg += sum(gains) / sum(ideal);
    recall += gains.filter((gain) => gain > 0).length / neighbours.length;
  }
  return { ndcg: ndcg / judged.length, recall: recall / judged.length };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
