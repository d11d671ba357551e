import type { CatalogueArtefact } from '../artefact/catalogue-artefact.js';
import type { LabelKind } from '../artefact/titles.js';
import { factsVector } from '../embedding/facts-vector.js';
import { type Candidates, Features } from '../sona/features.js';
import type { History } from '../sona/histories.js';
import type { Lora } from '../sona/lora.js';
import { Numbering } from '../sona/numbering.js';
import type { StoredBase } from '../sona/stored-base.js';
import type { ScoringRequest } from '../sona/tower.js';
import { transitionKind, transitionKinds } from '../sona/transitions.js';
import type { TitleId } from '../title/title-id.js';
import { ratingOf, type TitleTold } from './taste.js';

/** Of a long cast, those who draw viewers; as the vectors of facts have it. */
const CAST = 8;
/** Vectors of what titles are about that are kept, a kilobyte each. */
const MOST_CONTENTS = 20_000;

/** What a viewer chose, oldest first. */
export type Chosen = readonly TitleTold[];

interface ToScore {
  chosen: Chosen;
  titles: readonly TitleId[];
  /** Epoch milliseconds. */
  now: number;
  /** Whether titles that were chosen are scored as well. */
  again?: boolean;
}

/**
 * A stored base at work: it numbers titles, seats one viewer at a time and says what scoring takes. Everything here is
 * done in one go, so that no two viewers meet on the seat.
 */
export class Model {
  readonly base: StoredBase;
  /** The adapter of everybody; undefined for none. */
  readonly everybodys: Lora | undefined;
  readonly #titles = new Numbering();
  readonly #features: Features;
  readonly #contents = new Map<number, Float32Array | undefined>();
  #artefact: CatalogueArtefact | undefined;
  #seat: History = seatOf([], new Numbering(), 0);

  constructor(base: StoredBase, everybodys?: Lora) {
    this.base = base;
    this.everybodys = everybodys;
    for (const title of base.about.titles) this.#titles.numberOf(title);
    const { events, latest } = base.about;
    this.#features = new Features({
      ...base.evidence,
      histories: { of: () => this.#seat, events, latest },
      contentOf: (title) => this.#contentOf(title),
    });
  }

  /** Names the base, and the adapters that bend it. */
  get version(): number {
    return this.base.about.version;
  }

  /** What titles are about is read from here. */
  readFrom(artefact: CatalogueArtefact | undefined): void {
    if (artefact === this.#artefact) return;
    this.#artefact = artefact;
    this.#contents.clear();
  }

  /** The titles that are likeliest next by what viewers did. @param now epoch milliseconds */
  likely(chosen: Chosen, now: number, limit: number): TitleId[] {
    const { titles } = this.#describe(chosen, now, limit, []);
    return titles.map((title) => this.#titles.nameOf(title) as TitleId);
  }

  /** The most popular titles of the catalogue. */
  wellKnown(limit: number): TitleId[] {
    const titles = this.#artefact?.titles;
    return Array.from({ length: Math.min(limit, titles?.count ?? 0) }, (_, title) =>
      titles?.id(title),
    ).filter((id) => id !== undefined);
  }

  /**
   * What scoring these titles takes; those that the viewer chose are left out, unless they may come again.
   * @param own the viewer's adapter
   */
  request(
    { chosen, titles, now, again = false }: ToScore,
    own?: Lora,
  ): { titles: TitleId[]; request: ScoringRequest } {
    const numbers = titles.map((title) => this.#titles.numberOf(title));
    const described = this.#describe(chosen, now, 0, numbers, again);
    return {
      titles: described.titles.map((title) => this.#titles.nameOf(title) as TitleId),
      request: this.base.request(described, this.#seat.titles, [this.everybodys, own]),
    };
  }

  /** The title of those chosen that most viewers went on from to this one; undefined where none is known. */
  reachedFrom(chosen: Chosen, title: TitleId): TitleId | undefined {
    const to = this.#titles.find(title);
    let best: { title: TitleId; count: number } | undefined;
    for (const one of chosen.slice(-REACHED_FROM)) {
      const row = this.base.evidence.transitions.row(this.#titles.find(one.title) ?? -1);
      const place = to === undefined ? -1 : (row?.titles.indexOf(to) ?? -1);
      const count = row && place >= 0 ? (row.counts[place * transitionKinds + transitionKind.ever] ?? 0) : 0;
      if (count > (best?.count ?? 0)) best = { title: one.title, count };
    }
    return best?.title;
  }

  #describe(
    chosen: Chosen,
    now: number,
    limit: number,
    besides: readonly number[],
    again = false,
  ): Candidates {
    this.#seat = seatOf(chosen, this.#titles, this.base.about.events);
    if (again) this.#seat.seen.clear();
    return this.#features.candidates(0, now / 1_000, limit, besides);
  }

  #contentOf(title: number): Float32Array | undefined {
    if (this.#contents.has(title)) return this.#contents.get(title);
    if (this.#contents.size >= MOST_CONTENTS) this.#contents.clear();
    const content = this.#artefact && contentIn(this.#artefact, this.#titles.nameOf(title) as TitleId);
    this.#contents.set(title, content);
    return content;
  }
}

/** Choices back that a title may have been reached from. */
const REACHED_FROM = 10;

function seatOf(chosen: Chosen, titles: Numbering, events: number): History {
  const numbers = chosen.map(({ title }) => titles.numberOf(title));
  return {
    titles: numbers,
    ratings: chosen.map(ratingOf),
    times: chosen.map(({ at }) => at / 1_000),
    ordinals: chosen.map(() => events),
    seen: new Set(numbers),
  };
}

function contentIn({ titles }: CatalogueArtefact, id: TitleId): Float32Array | undefined {
  const title = titles.numberOf(id);
  if (title === undefined) return undefined;
  const named = (kind: LabelKind, limit = Number.POSITIVE_INFINITY) =>
    Array.from(titles.labels(kind, title))
      .slice(0, limit)
      .map((label) => titles.columns.labels[kind].text(label));
  const year = titles.year(title);
  return factsVector({
    people: [...named('directors'), ...named('creators'), ...named('cast', CAST)],
    genres: named('genres'),
    themes: named('themes'),
    moods: named('moods'),
    keywords: named('keywords'),
    collection: named('collections')[0] ?? null,
    decade: year === null ? null : Math.floor(year / 10) * 10,
  });
}
