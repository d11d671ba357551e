import { Lora, type LoraSettings } from './lora.js';
import { type ScoringRequest, slopeOf, towerInputs, towerOutputs } from './tower.js';

export interface AdapterSettings extends LoraSettings {
  rank: number;
}

export interface AdaptersSettings {
  /** Of everybody; undefined for none. */
  global?: AdapterSettings | undefined;
  /** Of each viewer; undefined for none. */
  viewer?: AdapterSettings | undefined;
}

/** Everybody's adapter and each viewer's own: what bends the frozen tower between two trainings. */
export class Adapters {
  readonly #settings: AdaptersSettings;
  readonly #random: () => number;
  readonly #global: Lora | undefined;
  readonly #own = new Map<number, Lora>();

  /** @param random uniform on [0, 1) */
  constructor(settings: AdaptersSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
    this.#global = settings.global && newAdapter(settings.global, random);
  }

  get global(): Lora | undefined {
    return this.#global;
  }

  own(viewer: number): Lora | undefined {
    return this.#own.get(viewer);
  }

  /** Takes the place of the viewer's own, as it was stored. */
  restore(viewer: number, adapter: Lora): void {
    this.#own.set(viewer, adapter);
  }

  forget(viewer: number): void {
    this.#own.delete(viewer);
  }

  /** Those that bear on the viewer, everybody's first. */
  of(viewer: number): (Lora | undefined)[] {
    return [this.#global, this.#own.get(viewer)];
  }

  /** One step for what the viewer chose. @param chosen the candidate's place in the request @returns the loss before, in nats */
  learn(viewer: number, request: ScoringRequest, chosen: number): number {
    const { slope, loss } = slopeOf(request, chosen);
    // A broken number would spread to every weight and into storage.
    if (!Number.isFinite(loss)) return loss;
    this.#global?.learn(request.state, slope);
    this.#ownOrNew(viewer)?.learn(request.state, slope);
    return loss;
  }

  #ownOrNew(viewer: number): Lora | undefined {
    const known = this.#own.get(viewer);
    if (known || !this.#settings.viewer) return known;
    const adapter = newAdapter(this.#settings.viewer, this.#random);
    this.#own.set(viewer, adapter);
    return adapter;
  }
}

export function newAdapter({ rank, ...settings }: AdapterSettings, random: () => number): Lora {
  return new Lora({ inputs: towerInputs, outputs: towerOutputs, rank }, settings, random);
}
