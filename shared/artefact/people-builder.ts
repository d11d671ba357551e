import { normaliseText, words } from '../text.js';
import { GrowingLists } from './growing.js';
import { GrowingKeys } from './keys.js';
import { NumberLists } from './number-lists.js';
import { keyColumns, listColumns, textColumns } from './parts.js';

const roles = ['cast', 'directors', 'creators'] as const;
type Role = (typeof roles)[number];

/** Places of billing after which a part counts half. */
const BILLING_HALVES = 4;

/** The people of titles that are given one by one. Spellings that differ in case and accents are one person. */
export class PeopleBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #prominence: number[] = [];
  readonly #credits = {
    cast: new GrowingLists(),
    directors: new GrowingLists(),
    creators: new GrowingLists(),
  };

  /** @param credits each in billing order @param popularity of the title, 0 to 1 */
  add(credits: Readonly<Record<Role, readonly string[]>>, popularity: number): void {
    for (const role of roles) {
      const own = new Set(credits[role].flatMap((name) => this.#numberOf(name) ?? []));
      this.#credits[role].push(own);
      let place = 0;
      for (const person of own) {
        const billed = role === 'cast' ? 1 / (1 + place++ / BILLING_HALVES) : 1;
        // Squared, so that one well-known title counts more than a long list of unknown ones.
        this.#prominence[person] = (this.#prominence[person] ?? 0) + billed * popularity ** 2;
      }
    }
  }

  /** Numbers them by prominence. `words` are those of each name, in order. */
  finish(): { columns: Record<string, ArrayBufferView>; words: string[][] } {
    const order = Array.from(this.#names.keys()).sort(
      (a, b) => (this.#prominence[b] ?? 0) - (this.#prominence[a] ?? 0),
    );
    const placeOf = new Uint32Array(order.length);
    order.forEach((person, place) => {
      placeOf[person] = place;
    });
    const names = order.map((person) => this.#names[person] ?? '');
    const wordsOfNames = names.map(words);
    const squashed = new GrowingKeys();
    wordsOfNames.forEach((own, person) => {
      squashed.add(own.join(''), person);
    });
    const columns = { ...textColumns('people', names), ...keyColumns('people.squashed', squashed.all()) };
    for (const role of roles) {
      const { values, ends } = this.#credits[role].all();
      const renumbered = values.map((person) => placeOf[person] ?? 0);
      Object.assign(columns, listColumns(`titles.${role}`, new NumberLists(renumbered, ends)));
    }
    return { columns, words: wordsOfNames };
  }

  /** Undefined where the name has neither letter nor digit. */
  #numberOf(name: string): number | undefined {
    const spelling = normaliseText(name);
    if (spelling === '') return undefined;
    let number = this.#numbers.get(spelling);
    if (number === undefined) {
      number = this.#names.length;
      this.#numbers.set(spelling, number);
      this.#names.push(name);
    }
    return number;
  }
}
