import { formatError } from './errors.js';

export type Payload = Record<string, unknown>;

/** One step into a payload: a key, a place in an array, or every element of an array. */
type Step = string | number | typeof everyElement;

const everyElement = Symbol('[]');
const stepPattern = /(?:^|\.)(?:([\p{L}\p{N}_-]+)|"([^"]+)")|\[(\d*)\]/uy;

/** A path such as `country.name`, `cast[].name`, `offers[0]` or `"odd key".name`. */
export class JsonPath {
  readonly text: string;
  readonly #steps: Step[];

  private constructor(text: string, steps: Step[]) {
    this.text = text;
    this.#steps = steps;
  }

  static parse(text: unknown): JsonPath {
    if (typeof text !== 'string') throw formatError('expected a payload key as text');
    const steps: Step[] = [];
    stepPattern.lastIndex = 0;
    while (stepPattern.lastIndex < text.length) {
      const match = stepPattern.exec(text);
      const first = steps.length === 0;
      if (!match || (first && match[3] !== undefined)) throw formatError(`Invalid json path: '${text}'`);
      const [, plain, quoted, index] = match;
      if (index === undefined) steps.push(plain ?? quoted ?? '');
      else steps.push(index === '' ? everyElement : Number(index));
    }
    if (steps.length === 0) throw formatError(`Invalid json path: '${text}'`);
    return new JsonPath(text, steps);
  }

  /** Whether it may lead to several values. */
  get isMultiple(): boolean {
    return this.#steps.includes(everyElement);
  }

  /** The same path into every element of the array that it names. */
  elements(): JsonPath {
    if (this.#steps.at(-1) === everyElement) return this;
    return new JsonPath(`${this.text}[]`, [...this.#steps, everyElement]);
  }

  /** The values it leads to; none where it leads nowhere. */
  values(payload: unknown): unknown[] {
    let found = [payload];
    for (const step of this.#steps) {
      const [only] = found;
      found = found.length === 1 ? follow(only, step) : found.flatMap((value) => follow(value, step));
    }
    return found;
  }

  /** The payload with nothing in it but what the path leads to; undefined where it leads nowhere. */
  pick(payload: unknown): unknown {
    return pick(payload, this.#steps);
  }

  /** Merges the object into what the path names, making objects on the way; other values are replaced. */
  merge(payload: Payload, patch: Payload): void {
    for (const holder of this.#holders(payload, true)) {
      const current = holder.get();
      holder.set(isObject(current) ? { ...current, ...patch } : { ...patch });
    }
  }

  delete(payload: Payload): void {
    for (const holder of this.#holders(payload, false)) holder.delete();
  }

  #holders(payload: Payload, create: boolean): Holder[] {
    let holders: Holder[] = [rootHolder(payload)];
    for (const step of this.#steps) holders = holders.flatMap((holder) => descend(holder, step, create));
    return holders;
  }
}

export function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick(value: unknown, steps: Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const picked = follow(value, step)
    .map((child) => pick(child, rest))
    .filter((child) => child !== undefined);
  if (picked.length === 0) return undefined;
  return typeof step === 'string' ? { [step]: picked[0] } : picked;
}

function follow(value: unknown, step: Step): unknown[] {
  if (typeof step === 'string') return isObject(value) && Object.hasOwn(value, step) ? [value[step]] : [];
  if (!Array.isArray(value)) return [];
  return step === everyElement ? value : value.slice(step, step + 1);
}

/** A place in a payload that can be read, replaced or removed. */
interface Holder {
  get(): unknown;
  set(value: unknown): void;
  delete(): void;
}

function rootHolder(payload: Payload): Holder {
  return { get: () => payload, set: () => undefined, delete: () => undefined };
}

function descend(holder: Holder, step: Step, create: boolean): Holder[] {
  let container = holder.get();
  if (typeof step === 'string') {
    if (!isObject(container)) {
      if (!create) return [];
      container = {};
      holder.set(container);
    }
    return [propertyHolder(container as Payload, step)];
  }
  if (!Array.isArray(container)) return [];
  const elements: unknown[] = container;
  const places = step === everyElement ? [...elements.keys()] : step < elements.length ? [step] : [];
  // Removal from the end leaves the places before it valid.
  return places.reverse().map((place) => elementHolder(elements, place));
}

function propertyHolder(object: Payload, key: string): Holder {
  return {
    get: () => (Object.hasOwn(object, key) ? object[key] : undefined),
    // Defined, not assigned: a key may be called `__proto__`.
    set: (value) => {
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    },
    delete: () => {
      delete object[key];
    },
  };
}

function elementHolder(elements: unknown[], place: number): Holder {
  return {
    get: () => elements[place],
    set: (value) => {
      elements[place] = value;
    },
    delete: () => {
      elements.splice(place, 1);
    },
  };
}
