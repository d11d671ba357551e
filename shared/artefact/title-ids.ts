import type { TitleId } from '../title/title-id.js';

/** 32-bit numbers of a UUID. */
const PARTS = 4;
const NONE = 0xffffffff;

/** The ids of titles by number, and the numbers by id. */
export class TitleIds {
  readonly #parts: Uint32Array;
  #slots: Uint32Array | undefined;

  /** @param parts four for each title */
  constructor(parts: Uint32Array) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#parts.length / PARTS;
  }

  at(title: number): TitleId {
    let hex = '';
    for (let i = 0; i < PARTS; i++) hex += this.#part(title, i).toString(16).padStart(8, '0');
    const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return groups.join('-') as TitleId;
  }

  numberOf(id: TitleId): number | undefined {
    this.#slots ??= this.#hashed();
    const parts = partsOf(id);
    const last = this.#slots.length - 1;
    for (let slot = (parts[0] ?? 0) & last; ; slot = (slot + 1) & last) {
      const title = this.#slots[slot] ?? NONE;
      if (title === NONE) return undefined;
      if (parts.every((part, i) => part === this.#part(title, i))) return title;
    }
  }

  #part(title: number, i: number): number {
    return this.#parts[title * PARTS + i] ?? 0;
  }

  /** Open addressing by the first part, which is as good as random; at most half full. */
  #hashed(): Uint32Array {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * this.count + 2))).fill(NONE);
    for (let title = 0; title < this.count; title++) {
      let slot = this.#part(title, 0) & (slots.length - 1);
      while (slots[slot] !== NONE) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = title;
    }
    return slots;
  }
}

export function partsOf(id: TitleId): number[] {
  const hex = id.replaceAll('-', '');
  return [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16));
}
