import type { Engine } from './engine.js';
import type { Interaction } from './interaction.js';
import { slopeOf } from './tower.js';

export interface TrainingSettings {
  /** The share of the events, the earliest, that the factors are trained on before the rest is replayed. */
  warm: number;
  epochs: number;
  /** Steps of the factors in all epochs together: bounds the time that a large history takes. */
  steps: number;
  sequenceRate: number;
  /** Requests of the replay that the tower learns from. */
  requests: number;
  /** Last choices of viewers who left long ago, kept back to learn how to answer requests about the past. */
  keptBack: number;
  towerRate: number;
  /** Requests surveyed for the features' scale before the tower learns. */
  surveyed: number;
}

export const defaultTraining: TrainingSettings = {
  warm: 0.7,
  epochs: 4,
  steps: 1_500_000,
  sequenceRate: 0.1,
  requests: 8_000,
  keptBack: 2_500,
  towerRate: 0.05,
  surveyed: 200,
};

/** Who left longer ago than this before the end, in seconds, may have their last choice kept back. */
const LONG_AGO = 2 * 86_400;
/** Choices of one viewer that are kept back, each learned from before it is counted. */
const LAST = 5;

/**
 * Brings an engine that knows nothing up to date: trains the factors on the earlier events, then replays the later
 * ones as they happened, learning at requests spread over them what the features are worth.
 * @param events in the order in which they happened
 * @param random uniform on [0, 1)
 */
export function train(
  engine: Engine,
  events: readonly Interaction[],
  random: () => number,
  settings: TrainingSettings = defaultTraining,
): void {
  const keptBack = lastChoices(events, settings.keptBack);
  const isKeptBack = new Set(keptBack);
  const stream = events.filter((event) => !isKeptBack.has(event));
  const warm = Math.floor(stream.length * settings.warm);
  trainFactors(engine, stream.slice(0, warm), random, settings);
  for (const event of stream.slice(0, warm)) engine.count(event);
  engine.known.listOrder.study(sameSecond(stream.slice(0, warm)));
  const replayed = stream.slice(warm);
  const every = Math.max(1, Math.ceil(replayed.length / settings.requests));
  let surveyed = 0;
  for (const [i, event] of replayed.entries()) {
    if (i % every === 0) {
      if (surveyed++ < settings.surveyed) engine.tower.survey(engine.candidates(event.viewer, event.at));
      else learnWeights(engine, event, settings.towerRate);
    }
    engine.observe(event);
  }
  for (const event of keptBack) {
    learnWeights(engine, event, settings.towerRate);
    engine.observe(event);
  }
  engine.known.listOrder.study(sameSecond(events));
}

/** What viewers chose within one second, in order. */
function sameSecond(events: readonly Interaction[]): number[][] {
  const lists: number[][] = [];
  const open = new Map<number, { at: number; titles: number[] }>();
  for (const { viewer, title, at } of events) {
    const last = open.get(viewer);
    if (last?.at === at) {
      last.titles.push(title);
    } else {
      const titles = [title];
      open.set(viewer, { at, titles });
      lists.push(titles);
    }
  }
  return lists.filter(({ length }) => length > 1);
}

function trainFactors(
  engine: Engine,
  events: readonly Interaction[],
  random: () => number,
  { epochs, steps, sequenceRate }: TrainingSettings,
): void {
  const { sequence } = engine.known;
  const histories = new Map<number, number[]>();
  const places = events.map(({ viewer, title }) => {
    sequence.observe(title);
    const history = histories.get(viewer) ?? [];
    histories.set(viewer, history);
    return history.push(title) - 1;
  });
  const order = Int32Array.from(events.keys());
  const total = Math.min(steps, epochs * events.length);
  for (let done = 0; done < total; done++) {
    const place = done % events.length;
    if (place === 0) shuffle(order, random);
    const event = order[place] ?? 0;
    const chosen = events[event];
    if (chosen === undefined) continue;
    const rate = sequenceRate * (1 - (0.7 * done) / total);
    sequence.learn(histories.get(chosen.viewer) ?? [], places[event] ?? 0, chosen.title, rate);
  }
}

function learnWeights(engine: Engine, { viewer, title, at }: Interaction, rate: number): void {
  const candidates = engine.candidates(viewer, at);
  const chosen = candidates.titles.indexOf(title);
  if (chosen < 0) return;
  const request = engine.requestFor(viewer, candidates);
  engine.tower.learn(candidates, request, slopeOf(request, chosen).slope, rate);
}

/** The last choices of viewers who left long before the end, viewer by viewer drawn evenly. */
function lastChoices(events: readonly Interaction[], limit: number): Interaction[] {
  const choices = new Map<number, Interaction[]>();
  for (const event of events) {
    const own = choices.get(event.viewer);
    if (own) own.push(event);
    else choices.set(event.viewer, [event]);
  }
  const end = events.at(-1)?.at ?? 0;
  const old = [...choices.values()].filter((own) => (own.at(-1)?.at ?? end) < end - LONG_AGO);
  const every = Math.max(1, Math.ceil((old.length * LAST) / limit));
  return old
    .filter((own, i) => i % every === 0 && own.length > 2 * LAST)
    .flatMap((own) => own.slice(-LAST).map((event, step) => ({ event, step })))
    .sort((a, b) => a.step - b.step)
    .map(({ event }) => event);
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [order[i] ?? 0, order[j] ?? 0];
    order[i] = b;
    order[j] = a;
  }
}
