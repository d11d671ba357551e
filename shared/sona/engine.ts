import { Adapters, type AdaptersSettings } from './adapters.js';
import { type Candidates, Features, type Knowledge } from './features.js';
import { Histories } from './histories.js';
import type { Interaction } from './interaction.js';
import { ListOrder } from './list-order.js';
import { Neighbours } from './neighbours.js';
import { evidenceAround } from './past.js';
import { Popularity } from './popularity.js';
import type { Scorer } from './scorer.js';
import { SequenceModel } from './sequence-model.js';
import { type ScoringRequest, Tower } from './tower.js';
import { TransitionTable, WINDOW } from './transitions.js';

export interface EngineSettings extends AdaptersSettings {
  /** Titles that are scored for a request. */
  candidates: number;
  /** AdaGrad's of the sequence model for one event, and how many steps an event is worth. */
  sequenceRate: number;
  sequenceSteps: number;
}

export const defaultSettings = {
  candidates: 400,
  sequenceRate: 0.05,
  sequenceSteps: 1,
  global: { rank: 32, alpha: 16, rate: 0.04, lambda: 100, fisherKept: 0.99 },
  viewer: { rank: 16, alpha: 8, rate: 0.03, lambda: 600, fisherKept: 0.99 },
} satisfies EngineSettings;

/** A pause longer than this ends a sitting: what the viewer's adapter learned in it is consolidated. */
export const SITTING_SECONDS = 6 * 3_600;

export interface EngineParts {
  scorer: Scorer;
  /** Uniform on [0, 1). */
  random: () => number;
  settings?: EngineSettings;
  contentOf?: Knowledge['contentOf'];
}

export interface Ranked {
  title: number;
  score: number;
}

/** A viewer's candidates at an instant, as far as they are known. */
interface Asked {
  viewer: number;
  at: number;
  /** Events of anybody by then. */
  events: number;
  candidates: Candidates;
}

/**
 * Recommends by what was chosen, in which order, and learns with each event. Counts and factors (the base) take in
 * what happens; the adapter of everybody and the viewer's own bend the base's tower.
 */
export class Engine {
  readonly #settings: EngineSettings;
  readonly #scorer: Scorer;
  readonly #known: Knowledge;
  readonly #features: Features;
  readonly tower: Tower;
  readonly adapters: Adapters;
  #asked: Asked | undefined;

  constructor({ scorer, random, settings = defaultSettings, contentOf = () => undefined }: EngineParts) {
    this.#settings = settings;
    this.#scorer = scorer;
    const known: Knowledge = {
      histories: new Histories(),
      transitions: new TransitionTable(),
      neighbours: new Neighbours(),
      popularity: new Popularity(),
      listOrder: new ListOrder(),
      sequence: new SequenceModel(random),
      contentOf,
      asOf: (at) => evidenceAround({ ...known, choosers: known.neighbours.choosers }, at),
    };
    this.#known = known;
    this.#features = new Features(this.#known);
    this.tower = new Tower(this.#known.sequence);
    this.adapters = new Adapters(settings, random);
  }

  get known(): Knowledge {
    return this.#known;
  }

  /** Seconds since the epoch of the latest known event; 0 before the first. */
  get now(): number {
    return Math.max(0, this.#known.histories.latest);
  }

  /** The best titles that the viewer has not had, best first. @param at seconds since the epoch */
  async recommend(viewer: number, k: number, at: number): Promise<Ranked[]> {
    const candidates = this.candidates(viewer, at);
    const scores = await this.#scorer.score(this.requestFor(viewer, candidates));
    return candidates.titles
      .map((title, i) => ({ title, score: scores[i] ?? 0 }))
      .sort((a, b) => b.score - a.score)
      .slice(0, k);
  }

  /** The titles that are scored; asking twice before anything happens costs once. */
  candidates(viewer: number, at: number): Candidates {
    const { events } = this.#known.histories;
    const last = this.#asked;
    if (last?.viewer === viewer && last.at === at && last.events === events) return last.candidates;
    const candidates = this.#features.candidates(viewer, at, this.#settings.candidates);
    this.#asked = { viewer, at, events, candidates };
    return candidates;
  }

  /** What scoring the candidates takes. @param adapters others than the engine's own, to compare them */
  requestFor(viewer: number, candidates: Candidates, adapters = this.adapters): ScoringRequest {
    return this.tower.request(candidates, this.#known.histories.of(viewer).titles, adapters.of(viewer));
  }

  /** Learns from what a viewer chose, then counts it. */
  feedback(interaction: Interaction): void {
    this.adapt(interaction);
    this.observe(interaction);
  }

  /** Learns what the viewer's choice says about them and everybody, before it is counted. */
  adapt({ viewer, title, at }: Interaction, adapters = this.adapters): void {
    const last = this.#known.histories.of(viewer).times.at(-1);
    if (last !== undefined && at - last > SITTING_SECONDS) adapters.own(viewer)?.consolidate();
    const candidates = this.candidates(viewer, at);
    const chosen = candidates.titles.indexOf(title);
    if (chosen >= 0) adapters.learn(viewer, this.requestFor(viewer, candidates, adapters), chosen);
  }

  /** Counts an event and moves the factors; adapters stay as they are. */
  observe(interaction: Interaction): void {
    const { viewer, title, rating, at } = interaction;
    const { histories, sequence } = this.#known;
    const { titles } = histories.of(viewer);
    sequence.observe(title);
    for (let i = 0; i < this.#settings.sequenceSteps; i++)
      sequence.learn(titles, titles.length, title, this.#settings.sequenceRate);
    this.count({ viewer, title, rating, at });
  }

  /** Counts an event; the factors stay as they are. */
  count(interaction: Interaction): void {
    const { viewer, title, rating, at } = interaction;
    const { histories, transitions, neighbours, popularity, listOrder } = this.#known;
    const history = histories.of(viewer);
    const since = history.times.findLastIndex((time) => time !== at) + 1;
    listOrder.observe(history.titles.slice(since).reverse(), title);
    transitions.observe(history.titles.slice(-WINDOW).reverse(), title);
    neighbours.observe(viewer, title, history.titles.length);
    popularity.observe(title, rating);
    histories.add(interaction);
  }
}
