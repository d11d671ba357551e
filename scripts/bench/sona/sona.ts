import { Adapters } from '../../../shared/sona/adapters.js';
import { chanceFrom } from '../../../shared/sona/chance.js';
import { defaultSettings, type Engine } from '../../../shared/sona/engine.js';
import { scoresOf } from '../../../shared/sona/tower.js';
import { openEngine } from '../../sona/open-engine.js';
import type { Benchmark, BenchmarkContext, Figure } from '../benchmark.js';
import { median, percentile } from '../statistics.js';
import { Ease, ItemKnn, MostPopular, WindowedMarkov } from './baselines.js';
import { forgetting, LessonBook } from './forgetting.js';
import { fullSizeScoring, p99 } from './full-size.js';
import { Ours } from './ours.js';
import { hitRate, leaveLastOut, liftOf, ndcg, type Outcome, prequential } from './protocol.js';
import { type Ratings, ratingsOf } from './ratings.js';

const TRAINED = 0.8;
const TASTES = [
  ['Animation', 'Horror'],
  ['Horror', 'Animation'],
  ['Sci-Fi', 'Romance'],
  ['Romance', 'Sci-Fi'],
] as const;

const baselines = [MostPopular, ItemKnn, Ease, WindowedMarkov];
const variants = {
  'no adapter': {},
  'the global adapter': { global: true },
  "viewers' adapters": { viewer: true },
};

export const sona: Benchmark = {
  about:
    'recommendations on public ratings in their order: simple recommenders, the engine, its adapters, and scoring at full size',
  async run(context) {
    const ratings = await ratingsOf(context);
    const rows: { name: string; stream: Outcome; last: Outcome }[] = [];
    const cut = Math.floor(ratings.events.length * TRAINED);
    for (const Baseline of baselines) {
      const titles = ratings.titles.size;
      const stream = new Baseline(titles);
      context.say(stream.name);
      rows.push({
        name: stream.name,
        stream: await prequential(stream, ratings.events.slice(0, cut), ratings.events.slice(cut)),
        last: await leaveLastOut(new Baseline(titles), ratings.events),
      });
    }
    context.say('the engine, each viewer’s last choice');
    const last = await leaveLastOut(new Ours('ours', await openEngine({})), ratings.events);
    const streamed = await streamOurs(ratings, cut, context);
    rows.push({ name: 'ours', stream: streamed.stream, last });
    context.say('scoring at full size');
    const full = await fullSizeScoring();
    const markov = rows.find(({ name }) => name === 'windowed Markov')?.stream;
    return {
      figures: [
        ...rows.flatMap(figuresOf),
        ...(markov
          ? [
              {
                what: 'stream, HR@10, ours over windowed Markov',
                value: hitRate(streamed.stream) / hitRate(markov),
                unit: 'x' as const,
                target: { atLeast: 1.1 },
              },
            ]
          : []),
        ...newcomersOf(ratings, cut, streamed.stream, rows[0]?.stream),
        ...streamed.figures,
        {
          what: 'one call that recommends, p99',
          value: percentile(streamed.stream.scoringMs, 0.99),
          unit: 'ms',
          target: { atMost: 5 },
        },
        { what: 'scoring at full size, p99', value: p99(full.ours), unit: 'ms', target: { atMost: 5 } },
        {
          what: 'scoring at full size over the products alone, p50',
          value: median(full.ours) / median(full.floor),
          unit: 'x',
          target: { atMost: 1.5 },
        },
      ],
      chart: {
        title: 'HR@10 over the stream of events',
        unit: '',
        kind: 'bars',
        bars: rows.map(({ name, stream }) => ({ label: name, value: hitRate(stream) })),
      },
    };
  },
};

function figuresOf({ name, stream, last }: { name: string; stream: Outcome; last: Outcome }): Figure[] {
  return [
    { what: `stream, HR@10, ${name}`, value: hitRate(stream), unit: '' },
    { what: `stream, NDCG@10, ${name}`, value: ndcg(stream), unit: '' },
    { what: `last left out, HR@10, ${name}`, value: hitRate(last), unit: '' },
    { what: `last left out, NDCG@10, ${name}`, value: ndcg(last), unit: '' },
  ];
}

/** Of viewers of whom 3 to 5 choices are known. */
function newcomersOf(
  { events }: Ratings,
  cut: number,
  ours: Outcome,
  popularity: Outcome | undefined,
): Figure[] {
  const known = new Map<number, number>();
  const places = events.map(({ viewer }) => {
    const place = known.get(viewer) ?? 0;
    known.set(viewer, place + 1);
    return place;
  });
  const asked = places.slice(cut).map((place) => place >= 3 && place <= 5);
  const rate = ({ ranks }: Outcome) => hitRate({ ranks: ranks.filter((_, i) => asked[i]) });
  if (!popularity) return [];
  return [
    { what: 'after 3 to 5 choices, HR@10, ours', value: rate(ours), unit: '' },
    {
      what: '… over popularity',
      value: rate(ours) / rate(popularity),
      unit: 'x',
      target: { atLeast: 1.5 },
    },
  ];
}

/** The engine over the stream; beside it, on the same base, each kind of adapter alone, and lessons of tastes. */
async function streamOurs({ events, genres }: Ratings, cut: number, { say }: BenchmarkContext) {
  say('the engine learns');
  const engine = await openEngine({});
  const alone = Object.entries(variants).map(([name, kinds]) => ({
    name,
    outcome: { ranks: [], viewers: [], scoringMs: [] } as Outcome,
    adapters: new Adapters(
      {
        global: 'global' in kinds ? defaultSettings.global : undefined,
        viewer: 'viewer' in kinds ? defaultSettings.viewer : undefined,
      },
      chanceFrom(1),
    ),
  }));
  const books = TASTES.map((tastes) => new LessonBook(tastes));
  const ours = new Ours('ours', engine);
  const { observe } = ours;
  ours.observe = (event) => {
    for (const { adapters, outcome } of alone) {
      outcome.ranks.push(rankWith(engine, event, adapters));
      outcome.viewers.push(event.viewer);
      engine.adapt(event, adapters);
    }
    for (const book of books) book.offer(engine, event, genres.get(event.title) ?? []);
    observe.call(ours, event);
  };
  const stream = await prequential(ours, events.slice(0, cut), events.slice(cut));
  return { stream, figures: [...liftsOf(alone), ...forgottenOf(books)] };
}

function rankWith(
  engine: Engine,
  event: { viewer: number; title: number; at: number },
  adapters: Adapters,
): number {
  const candidates = engine.candidates(event.viewer, event.at);
  const chosen = candidates.titles.indexOf(event.title);
  if (chosen < 0) return Number.POSITIVE_INFINITY;
  const scores = scoresOf(engine.requestFor(event.viewer, candidates, adapters));
  const own = scores[chosen] ?? 0;
  return scores.filter((score) => score >= own).length - 1;
}

function liftsOf([none, ...others]: readonly { name: string; outcome: Outcome }[]): Figure[] {
  if (!none) return [];
  return others.flatMap(({ name, outcome }) => {
    const { lift, low } = liftOf(outcome, none.outcome, chanceFrom(1));
    return [
      { what: `HR@10 with ${name} alone over none`, value: 1 + lift, unit: 'x', target: { atLeast: 1.03 } },
      { what: `… lower end of the 95% interval`, value: 1 + low, unit: 'x', target: { atLeast: 1 } },
    ] satisfies Figure[];
  });
}

/** What two hundred choices in another genre cost the taste before: by pair, and over all, as one alone may cost nothing. */
function forgottenOf(books: readonly LessonBook[]): Figure[] {
  const settings = defaultSettings.viewer;
  const outcomes = books.map(({ lessons }) => ({
    kept: forgetting(lessons, settings),
    free: forgetting(lessons, { ...settings, lambda: 0 }),
  }));
  const lost = (of: 'kept' | 'free') => sumOf(outcomes, (one) => one[of].after - one[of].learned);
  const learned = (of: 'kept' | 'free') => sumOf(outcomes, (one) => one[of].newBefore - one[of].newAfter);
  return [
    ...outcomes.flatMap(({ kept, free }, i): Figure[] => {
      const [old, other] = TASTES[i] ?? [];
      return [
        {
          what: `${old} lost over ${other}, nats, without EWC++`,
          value: free.after - free.learned,
          unit: '',
        },
        { what: '… with EWC++', value: kept.after - kept.learned, unit: '' },
      ];
    }),
    {
      what: 'old tastes lost over all pairs, with EWC++ over without',
      value: lost('kept') / lost('free'),
      unit: 'x',
      target: { atMost: 1 / 3 },
    },
    {
      what: 'new tastes learned, with EWC++ over without',
      value: learned('kept') / learned('free'),
      unit: 'x',
    },
  ];
}

function sumOf<One>(all: readonly One[], value: (one: One) => number): number {
  return all.reduce((sum, one) => sum + value(one), 0);
}
