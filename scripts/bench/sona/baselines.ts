import { Histories } from '../../../shared/sona/histories.js';
import type { Interaction } from '../../../shared/sona/interaction.js';
import { type Recommender, rankOf } from './protocol.js';

/** Histories and ranking, which all baselines share. */
abstract class Baseline implements Recommender {
  abstract readonly name: string;
  protected readonly histories = new Histories();
  protected readonly scores: Float32Array;

  /** @param titles how many there are */
  constructor(protected readonly titles: number) {
    this.scores = new Float32Array(titles);
  }

  train(events: readonly Interaction[]): void {
    for (const event of events) this.observe(event);
  }

  rank(viewer: number, title: number): number {
    const { seen, titles } = this.histories.of(viewer);
    this.scores.fill(0);
    this.score(titles);
    return rankOf(this.scores, title, (other) => !seen.has(other));
  }

  observe(event: Interaction): void {
    this.count(event, this.histories.of(event.viewer).titles);
    this.histories.add(event);
  }

  /** Fills in the scores. @param chosen oldest first */
  protected abstract score(chosen: readonly number[]): void;
  protected abstract count(event: Interaction, chosen: readonly number[]): void;

  protected addRow(matrix: Float32Array, title: number, weight: number): void {
    const from = title * this.titles;
    for (let i = 0; i < this.titles; i++)
      this.scores[i] = (this.scores[i] ?? 0) + weight * (matrix[from + i] ?? 0);
  }
}

export class MostPopular extends Baseline {
  readonly name = 'popularity';
  readonly #counts = new Float32Array(this.titles);

  protected score(): void {
    this.scores.set(this.#counts);
  }

  protected count({ title }: Interaction): void {
    this.#counts[title] = (this.#counts[title] ?? 0) + 1;
  }
}

/** Of a long history, the latest: all of it would take minutes more and changes little. */
const KNN_CHOICES = 50;

/** Cosine of who chose both, summed over what the viewer chose; counted on with each event. */
export class ItemKnn extends Baseline {
  readonly name = 'ItemKNN';
  readonly #together = new Float32Array(this.titles * this.titles);
  readonly #counts = new Float32Array(this.titles);

  protected score(chosen: readonly number[]): void {
    for (const title of chosen.slice(-KNN_CHOICES))
      this.addRow(this.#together, title, 1 / Math.sqrt(1 + (this.#counts[title] ?? 0)));
    for (let i = 0; i < this.titles; i++)
      this.scores[i] = (this.scores[i] ?? 0) / Math.sqrt(1 + (this.#counts[i] ?? 0));
  }

  protected count({ title }: Interaction, chosen: readonly number[]): void {
    this.#counts[title] = (this.#counts[title] ?? 0) + 1;
    for (const other of chosen) {
      this.#together[other * this.titles + title] = (this.#together[other * this.titles + title] ?? 0) + 1;
      this.#together[title * this.titles + other] = (this.#together[title * this.titles + other] ?? 0) + 1;
    }
  }
}

/** Choices back that are counted and asked, and what each step back weighs: the strongest simple baseline. */
const WINDOW = 10;
const STEP = 0.8;

export class WindowedMarkov extends Baseline {
  readonly name = 'windowed Markov';
  readonly #after = new Float32Array(this.titles * this.titles);
  readonly #totals = new Float32Array(this.titles);

  protected score(chosen: readonly number[]): void {
    for (const [step, title] of chosen.slice(-WINDOW).reverse().entries())
      this.addRow(this.#after, title, STEP ** step / ((this.#totals[title] ?? 0) || 1));
  }

  protected count({ title }: Interaction, chosen: readonly number[]): void {
    for (const [step, earlier] of chosen.slice(-WINDOW).reverse().entries()) {
      const place = earlier * this.titles + title;
      this.#after[place] = (this.#after[place] ?? 0) + STEP ** step;
      this.#totals[earlier] = (this.#totals[earlier] ?? 0) + STEP ** step;
    }
  }
}

/** Titles that EASE is trained on, the most chosen: the others of a long tail would only make its inverse larger. */
const EASE_TITLES = 1_000;
const EASE_REGULARISATION = 200;

/** Embarrassingly shallow autoencoders (Steck 2019): B = I - P diag(1/P), P the inverse of the Gram matrix. */
export class Ease extends Baseline {
  readonly name = 'EASE';
  readonly #weights = new Float32Array(EASE_TITLES * EASE_TITLES);
  #chosen: number[] = [];
  #places = new Map<number, number>();

  override train(events: readonly Interaction[]): void {
    super.train(events);
    const counts = new Map<number, number>();
    for (const { title } of events) counts.set(title, (counts.get(title) ?? 0) + 1);
    this.#chosen = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, EASE_TITLES)
      .map(([title]) => title);
    this.#places = new Map(this.#chosen.map((title, place) => [title, place]));
    const viewers = new Map<number, number[]>();
    for (const { viewer, title } of events) {
      const place = this.#places.get(title);
      if (place !== undefined) viewers.set(viewer, [...(viewers.get(viewer) ?? []), place]);
    }
    const size = this.#chosen.length;
    const inverse = inverseOf(gram([...viewers.values()], size), size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        if (i !== j)
          this.#weights[i * EASE_TITLES + j] = -(inverse[i * size + j] ?? 0) / (inverse[j * size + j] ?? 1);
  }

  protected score(chosen: readonly number[]): void {
    for (const title of chosen) {
      const from = this.#places.get(title);
      if (from === undefined) continue;
      for (const [place, other] of this.#chosen.entries())
        this.scores[other] = (this.scores[other] ?? 0) + (this.#weights[from * EASE_TITLES + place] ?? 0);
    }
  }

  protected count(): void {}
}

function gram(viewers: readonly (readonly number[])[], size: number): Float64Array {
  const products = new Float64Array(size * size);
  for (const places of viewers)
    for (const a of places)
      for (const b of places) products[a * size + b] = (products[a * size + b] ?? 0) + 1;
  for (let i = 0; i < size; i++) products[i * size + i] = (products[i * size + i] ?? 0) + EASE_REGULARISATION;
  return products;
}

/** Of a positive definite matrix, in place (Gauss and Jordan, no pivots needed). */
function inverseOf(matrix: Float64Array, size: number): Float64Array {
  for (let p = 0; p < size; p++) {
    const pivot = matrix[p * size + p] ?? 1;
    matrix[p * size + p] = 1;
    for (let j = 0; j < size; j++) matrix[p * size + j] = (matrix[p * size + j] ?? 0) / pivot;
    for (let i = 0; i < size; i++) if (i !== p) eliminate(matrix, size, p, i);
  }
  return matrix;
}

function eliminate(matrix: Float64Array, size: number, pivot: number, row: number): void {
  const factor = matrix[row * size + pivot] ?? 0;
  if (factor === 0) return;
  matrix[row * size + pivot] = 0;
  for (let j = 0; j < size; j++)
    matrix[row * size + j] = (matrix[row * size + j] ?? 0) - factor * (matrix[pivot * size + j] ?? 0);
}
