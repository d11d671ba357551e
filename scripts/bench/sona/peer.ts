import { newAdapter } from '../../../shared/sona/adapters.js';
import { chanceFrom } from '../../../shared/sona/chance.js';
import { defaultSettings, type Engine } from '../../../shared/sona/engine.js';
import type { Interaction } from '../../../shared/sona/interaction.js';
import { outputsOf, type ScoringRequest, scoresOf, slopeOf } from '../../../shared/sona/tower.js';
import { train } from '../../../shared/sona/train.js';
import { openEngine, trainingChance } from '../../sona/open-engine.js';
import type { Benchmark, Figure } from '../benchmark.js';
import { median } from '../statistics.js';
import { type Lesson, LessonBook } from './forgetting.js';
import {
  ourAdapter,
  PeerAdapter,
  type PeerSettings,
  type TowerAdapter,
  withOutputs,
} from './peer-adapter.js';
import { hitRate } from './protocol.js';
import { type Ratings, ratingsOf } from './ratings.js';

const TRAINED = 0.8;
/** Events of the stream that are asked: enough for a hundred viewers. */
const ASKED = 8_000;
/** What a viewer has told before a choice counts as held out. */
const HEARD = 20;
/** A pause longer than this ends a sitting, in seconds. */
const SITTING = 6 * 3_600;
const TASTES = [
  ['Animation', 'Horror'],
  ['Sci-Fi', 'Romance'],
] as const;
const ROUNDS = 2_000;

/** The best of each way on events 64 to 68%, with the engine trained on those before: both inputs, both ranks, rates 0.03 to 3. */
const peerSettings = {
  'peer, told rewards': { told: 'rewards', reads: 'outputs', rank: 2, rate: 0.3 },
  'peer, told our gradient': { told: 'gradient', reads: 'outputs', rank: 1, rate: 1 },
} satisfies Record<string, PeerSettings>;

interface Contestant {
  name: string;
  open(): TowerAdapter;
}

/** What one contestant made of the stream: by event that counts. */
interface Result {
  losses: number[];
  ranks: number[];
}

const ours: Contestant = {
  name: 'ours',
  open: () => ourAdapter(newAdapter(defaultSettings.viewer, chanceFrom(1))),
};
const contestants: readonly Contestant[] = [
  ours,
  ...Object.entries(peerSettings).map(([name, settings]) => ({
    name,
    open: () => new PeerAdapter(settings),
  })),
];

export const sonaPeer: Benchmark = {
  about:
    'viewers’ adapters on a frozen tower, ours and those of @ruvector/sona: the same requests, the same choices, one step each',
  async run(context) {
    const ratings = await ratingsOf(context);
    const cut = Math.floor(ratings.events.length * TRAINED);
    context.say('the engine learns');
    const engine = await openEngine({});
    train(engine, ratings.events.slice(0, cut), trainingChance());
    context.say(`${ASKED} events of the stream`);
    const streamed = await stream(engine, ratings, ratings.events.slice(cut, cut + ASKED), contestants);
    const [lesson] = streamed.books.flatMap(({ lessons }) => lessons.old);
    if (!lesson) throw new Error('The stream has no choice of the old tastes');
    context.say('what each step takes');
    const times = contestants.map((contestant) => ({
      name: contestant.name,
      ...timesOf(contestant, lesson),
    }));
    const [none, ...results] = streamed.results;
    if (!none) throw new Error('Nothing was asked');
    return {
      figures: [
        ...qualityOf(none, results),
        ...contestants.flatMap((contestant) => forgettingOf(contestant, streamed.books)),
        ...times.flatMap(({ name, learn, forward }): Figure[] => [
          { what: `one step of learning, p50, ${name}`, value: learn, unit: 'ms' },
          { what: `bending one request’s outputs, p50, ${name}`, value: forward, unit: 'ms' },
        ]),
      ],
      chart: {
        title: `HR@10 after ${HEARD} choices or more`,
        unit: '',
        kind: 'bars',
        bars: streamed.results.map((result) => ({ label: result.name, value: hitRate(result) })),
      },
    };
  },
};

function qualityOf(
  none: { name: string } & Result,
  results: readonly ({ name: string } & Result)[],
): Figure[] {
  return [none, ...results].flatMap((result): Figure[] => [
    { what: `after ${HEARD} choices, loss in nats, ${result.name}`, value: mean(result.losses), unit: '' },
    { what: `after ${HEARD} choices, HR@10, ${result.name}`, value: hitRate(result), unit: '' },
    ...(result === none
      ? []
      : [
          {
            what: `… HR@10 over no adapter, ${result.name}`,
            value: hitRate(result) / hitRate(none),
            unit: 'x' as const,
          },
        ]),
  ]);
}

/** Counts go on as they do in the service; tower and factors are frozen, so that only adapters learn. */
async function stream(
  engine: Engine,
  { genres }: Pick<Ratings, 'genres'>,
  events: readonly Interaction[],
  among: readonly Contestant[],
) {
  const books = TASTES.map((tastes) => new LessonBook(tastes));
  const heard = new Map<number, number>();
  const latest = new Map<number, number>();
  const none: Contestant = {
    name: 'no adapter',
    open: () => ({ bent: (outputs) => outputs, learn: () => {}, rest: () => {} }),
  };
  const all = [none, ...among].map((contestant) => ({
    ...contestant,
    own: new Map<number, TowerAdapter>(),
    losses: [] as number[],
    ranks: [] as number[],
  }));
  for (const event of events) {
    const { viewer, title, at } = event;
    for (const book of books) book.offer(engine, event, genres.get(title) ?? []);
    const candidates = engine.candidates(viewer, at);
    const chosen = candidates.titles.indexOf(title);
    const request = { ...engine.requestFor(viewer, candidates), adapters: [] };
    const outputs = outputsOf(request);
    const hasRested = at - (latest.get(viewer) ?? at) > SITTING;
    for (const one of all) {
      const adapter = one.own.get(viewer) ?? one.open();
      one.own.set(viewer, adapter);
      if (hasRested) adapter.rest();
      const isHeldOut = (heard.get(viewer) ?? 0) >= HEARD;
      if (isHeldOut && chosen < 0) one.ranks.push(Number.POSITIVE_INFINITY);
      if (chosen < 0) continue;
      const bent = withOutputs(request, adapter.bent(outputs, request));
      const { loss, slope } = slopeOf(bent, chosen);
      if (isHeldOut) {
        one.losses.push(loss);
        one.ranks.push(rankIn(bent, chosen));
      }
      adapter.learn(outputs, request, slope, chosen);
    }
    heard.set(viewer, (heard.get(viewer) ?? 0) + 1);
    latest.set(viewer, at);
    engine.count(event);
  }
  return { results: all.map(({ name, losses, ranks }) => ({ name, losses, ranks })), books };
}

/** Ties count against it. */
function rankIn(request: ScoringRequest, chosen: number): number {
  const scores = scoresOf(request);
  const own = scores[chosen] ?? 0;
  return scores.filter((score) => score >= own).length - 1;
}

/** How much of what an old taste gained is lost after a new one, and what the new one gained: shares of the loss, in nats. */
function forgettingOf({ name, open }: Contestant, books: readonly LessonBook[]): Figure[] {
  return books.flatMap(({ lessons }, i): Figure[] => {
    const [old, other] = TASTES[i] ?? [];
    const adapter = open();
    const before = meanLoss(adapter, lessons.asked);
    study(adapter, lessons.old);
    adapter.rest();
    const learned = meanLoss(adapter, lessons.asked);
    const half = Math.floor(lessons.new.length / 2);
    study(adapter, lessons.new.slice(0, half));
    const gained = meanLoss(open(), lessons.new.slice(half)) - meanLoss(adapter, lessons.new.slice(half));
    study(adapter, lessons.new.slice(half));
    return [
      { what: `${old} learned, nats gained, ${name}`, value: before - learned, unit: '' },
      {
        what: `… lost again after ${other}, nats, ${name}`,
        value: meanLoss(adapter, lessons.asked) - learned,
        unit: '',
      },
      { what: `… ${other} learned meanwhile, nats gained, ${name}`, value: gained, unit: '' },
    ];
  });
}

function study(adapter: TowerAdapter, lessons: readonly Lesson[]): void {
  for (const { request, chosen } of lessons) {
    const outputs = outputsOf(request);
    const { slope } = slopeOf(withOutputs(request, adapter.bent(outputs, request)), chosen);
    adapter.learn(outputs, request, slope, chosen);
  }
}

function meanLoss(adapter: TowerAdapter, lessons: readonly Lesson[]): number {
  return mean(
    lessons.map(({ request, chosen }) => {
      const bent = adapter.bent(outputsOf(request), request);
      return slopeOf(withOutputs(request, bent), chosen).loss;
    }),
  );
}

/** Milliseconds at the median, of the adapter's own work: the loss's slope is there already. */
function timesOf({ open }: Contestant, { request, chosen }: Lesson): { learn: number; forward: number } {
  const adapter = open();
  const outputs = outputsOf(request);
  const { slope } = slopeOf(request, chosen);
  const times = { learn: [] as number[], forward: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    adapter.learn(outputs, request, slope, chosen);
    const learned = performance.now();
    adapter.bent(outputs, request);
    times.learn.push(learned - began);
    times.forward.push(performance.now() - learned);
  }
  return { learn: median(times.learn), forward: median(times.forward) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
