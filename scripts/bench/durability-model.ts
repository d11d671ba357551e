import { type Difference, doubled, lost } from './durability-difference.js';
import type { KeyValues } from './durability-stores.js';

/**
 * What one product must hold, by what it acknowledged: of each key the last acknowledged value, or one that was on
 * its way when the product died. A key that keeps messages must hold all acknowledged ones, each once.
 */
export class Model {
  /** How many writes it acknowledged. */
  acknowledgedWrites = 0;
  readonly #product: string;
  readonly #keepsMessages: boolean;
  readonly #acknowledged = new Map<string, string[]>();
  readonly #underWay = new Map<string, string[]>();
  /** Messages that were taken and acknowledged: they must not come again. */
  readonly #taken = new Set<string>();

  constructor(product: string) {
    this.#product = product;
    this.#keepsMessages = product === 'pubsub';
  }

  /** Writes to the product and notes what it said. Rejects as the product does. */
  async write(store: KeyValues, key: string, value: string): Promise<void> {
    this.#underWay.set(key, [...(this.#underWay.get(key) ?? []), value]);
    await store.write(key, value);
    this.acknowledgedWrites += 1;
    this.#underWay.set(
      key,
      (this.#underWay.get(key) ?? []).filter((other) => other !== value),
    );
    const before = this.#keepsMessages ? (this.#acknowledged.get(key) ?? []) : [];
    this.#acknowledged.set(key, [...before, value]);
  }

  /** What the product holds against the model; nothing where they agree. The model then follows the product. */
  async differences(store: KeyValues): Promise<Difference[]> {
    const held = await store.read();
    const keys = new Set([...held.keys(), ...this.#acknowledged.keys()]);
    const found = [...keys].flatMap((key) =>
      this.#keepsMessages ? this.#messages(key, held.get(key) ?? []) : this.#value(key, held.get(key) ?? []),
    );
    this.#underWay.clear();
    return found;
  }

  #value(key: string, held: readonly string[]): Difference[] {
    const acknowledged = this.#acknowledged.get(key)?.at(-1);
    const possible = [
      ...(this.#underWay.get(key) ?? []),
      ...(acknowledged === undefined ? [] : [acknowledged]),
    ];
    const [value, ...others] = held;
    const fits =
      value === undefined ? acknowledged === undefined : possible.includes(value) && others.length === 0;
    if (value !== undefined) this.#acknowledged.set(key, [value]);
    return fits
      ? []
      : [lost(`${this.#product}: ${key}, which is ${held} and should be ${possible.join(' or ')},`)];
  }

  #messages(key: string, held: readonly string[]): Difference[] {
    const acknowledged = this.#acknowledged.get(key) ?? [];
    const possible = [...acknowledged, ...(this.#underWay.get(key) ?? [])];
    const absent = acknowledged.filter((message) => !held.includes(message));
    const wrong = held.filter(
      (message, i) => !possible.includes(message) || this.#taken.has(message) || held.indexOf(message) !== i,
    );
    for (const message of held) this.#taken.add(message);
    this.#acknowledged.delete(key);
    return [
      ...absent.map((message) => lost(`${this.#product}: the message ${message} of ${key}`)),
      ...wrong.map((message) => doubled(`${this.#product}: the message ${message} of ${key} came again`)),
    ];
  }
}
