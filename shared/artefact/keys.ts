import { GrowingLists } from './growing.js';
import type { NumberLists } from './number-lists.js';
import type { Words } from './words.js';

/** Texts by which things are looked up whole, each with the numbers of those that it stands for, ascending. */
export class Keys {
  readonly forms: Words;
  readonly #holders: NumberLists;

  constructor(forms: Words, holders: NumberLists) {
    this.forms = forms;
    this.#holders = holders;
  }

  holdersOf(key: string): Uint32Array {
    const form = this.forms.numberOf(key);
    return form === undefined ? NOTHING : this.#holders.at(form);
  }

  /** @param form its number among `forms` */
  holdersAt(form: number): Uint32Array {
    return this.#holders.at(form);
  }
}

const NOTHING = new Uint32Array();

/** Collects keys of things that come in ascending order. */
export class GrowingKeys {
  readonly #holders = new Map<string, number[]>();

  add(key: string, holder: number): void {
    if (key === '') return;
    const holders = this.#holders.get(key);
    if (!holders) this.#holders.set(key, [holder]);
    else if (holders.at(-1) !== holder) holders.push(holder);
  }

  /** The keys, sorted, and the holders of each. */
  all(): { keys: string[]; holders: NumberLists } {
    const keys = [...this.#holders.keys()].sort();
    const lists = new GrowingLists();
    for (const key of keys) lists.push(this.#holders.get(key) ?? []);
    return { keys, holders: lists.all() };
  }
}
