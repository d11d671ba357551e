import type { Title } from '../../../shared/title/title.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { fileTitles } from '../../models/file-titles.js';
import { isHeldOut, judgedQueries } from '../../models/tip-of-the-tongue.js';
import { type TitleQuery, titleQueries } from '../../models/title-queries.js';
import type { Benchmark, Figure, Target } from '../benchmark.js';
import { catalogueFile, startFilledSuite } from '../filled-suite.js';
import { differenceInterval, type Measures, mean, measuresOf } from './measures.js';
import { PlainBm25 } from './plain-bm25.js';

const TITLES = 66_030;
/** Of a query that the service takes. */
const MAX_QUERY_LENGTH = 2_000;
/** In how many words of the title a word of the plain engine's title counts. */
const PLAIN_TITLE_WEIGHT = { descriptions: 1, titles: 3 };

interface Asked {
  name: string;
  queries: readonly TitleQuery[];
  plainTitleWeight: number;
  shown: readonly (keyof Measures)[];
  targets: Partial<Record<keyof Measures, Target>>;
}

export const relevance: Benchmark = {
  about: `how often search over ${TITLES} titles finds the title that was meant, through the public entry, beside BM25 over all texts; differences with 95 % intervals (paired bootstrap)`,
  async run(context) {
    catalogueFile(context);
    const data = context.data ?? '';
    const asked = questions(data);
    const suite = await startFilledSuite(context, TITLES, '--limits', 'off');
    const ours = new Map<string, Measures[]>();
    try {
      for (const { name, queries } of asked) {
        context.say(`${name}: ${queries.length} queries`);
        ours.set(name, await ask(suite.api, queries));
      }
    } finally {
      await suite.stop();
    }
    context.say('the plain keyword engine answers the same');
    const engines = new Map(
      Object.values(PLAIN_TITLE_WEIGHT).map((weight) => [weight, new PlainBm25(data, weight)]),
    );
    const figures = asked.flatMap((one) => {
      const engine = engines.get(one.plainTitleWeight) as PlainBm25;
      const plain = one.queries.map(({ q, wanted }) => measuresOf(engine.find(q, 10), wanted));
      return figuresOf(one, ours.get(one.name) ?? [], plain);
    });
    return {
      figures,
      chart: {
        title: 'The wanted title first (descriptions: among ten)',
        unit: '',
        kind: 'bars',
        bars: asked.map(({ name, shown: [first = 'hit1'] }) => ({
          label: name,
          value: mean((ours.get(name) ?? []).map((measures) => measures[first])),
        })),
      },
    };
  },
};

function questions(data: string): Asked[] {
  const titles: Title[] = Array.from(fileTitles(data), ({ entry }) => entry.title);
  const described = (part: 'train' | 'validation') =>
    judgedQueries(data, part)
      .filter((judged) => part === 'validation' || isHeldOut(judged))
      .map(({ query, relevant }) => ({
        q: query.slice(0, MAX_QUERY_LENGTH),
        wanted: titleIdFrom('file', relevant) as string,
      }));
  const description = {
    plainTitleWeight: PLAIN_TITLE_WEIGHT.descriptions,
    shown: ['recall10', 'mrr10', 'ndcg10'] as const,
  };
  const wanted: Record<string, number> = {
    'exact, unique': 0.97,
    'title and year, shared': 0.97,
    'one typo': 0.93,
  };
  return [
    {
      ...description,
      name: 'half remembered, validation',
      queries: described('validation'),
      targets: { recall10: { atLeast: 0.16 } },
    },
    { ...description, name: 'half remembered, held out of train', queries: described('train'), targets: {} },
    ...Object.entries(titleQueries(titles)).map(([name, queries]): Asked => {
      const least = wanted[name];
      return {
        name,
        queries,
        plainTitleWeight: PLAIN_TITLE_WEIGHT.titles,
        shown: ['hit1', 'ndcg10'],
        targets: least === undefined ? {} : { hit1: { atLeast: least } },
      };
    }),
  ];
}

async function ask(api: string, queries: readonly TitleQuery[]): Promise<Measures[]> {
  const measures: Measures[] = [];
  for (const { q, wanted } of queries) {
    const answer = await fetch(`${api}/api/v1/search/semantic?limit=10&q=${encodeURIComponent(q)}`);
    if (!answer.ok) throw new Error(`${q}: ${answer.status} ${await answer.text()}`);
    const { data } = (await answer.json()) as { data: { id: string }[] };
    measures.push(
      measuresOf(
        data.map(({ id }) => id),
        wanted,
      ),
    );
  }
  return measures;
}

function figuresOf(
  { name, shown, targets, queries }: Asked,
  ours: readonly Measures[],
  plain: readonly Measures[],
): Figure[] {
  const figures: Figure[] = [{ what: `${name}, queries`, value: queries.length, unit: '' }];
  for (const measure of shown) {
    const [own, other] = [ours, plain].map((all) => all.map((measures) => measures[measure])) as [
      number[],
      number[],
    ];
    const [low, high] = differenceInterval(own, other);
    const target = targets[measure];
    figures.push(
      { what: `${name}, ${measure}`, value: mean(own), unit: '', ...(target && { target }) },
      { what: `${name}, ${measure} of BM25`, value: mean(other), unit: '' },
      { what: `${name}, ${measure}, difference, low`, value: low, unit: '' },
      { what: `${name}, ${measure}, difference, high`, value: high, unit: '' },
    );
  }
  return figures;
}
