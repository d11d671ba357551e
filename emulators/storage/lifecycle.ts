import type { SuiteClock } from '../clock.js';
import type { Catalogue } from './catalogue.js';
import type { LifecycleRule, ObjectRecord } from './resources.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Deletes objects by their buckets' rules as soon as the suite's time reaches the instant.
 * The real service takes up to a day longer.
 */
export class Lifecycle {
  readonly #clock: SuiteClock;
  readonly #catalogue: Catalogue;
  readonly #remove: (object: ObjectRecord) => void;
  #next = Infinity;
  #cancel = () => {};

  constructor(clock: SuiteClock, catalogue: Catalogue, remove: (object: ObjectRecord) => void) {
    this.#clock = clock;
    this.#catalogue = catalogue;
    this.#remove = remove;
  }

  /** Looks at everything: after a start, an import or a change of rules. */
  sweep(): void {
    this.stop();
    const objects = [...this.#catalogue.objects()];
    for (const object of objects) this.watch(object);
  }

  /** Takes note of one object that was written. */
  watch(object: ObjectRecord): void {
    const due = this.#due(object);
    if (due <= this.#clock.now()) this.#remove(object);
    else if (due < this.#next) {
      this.stop();
      this.#next = due;
      this.#cancel = this.#clock.alarm(due, () => this.sweep());
    }
  }

  stop(): void {
    this.#cancel();
    this.#next = Infinity;
  }

  #due(object: ObjectRecord): number {
    const rules = this.#catalogue.findBucket(object.bucket)?.settings.lifecycle?.rule ?? [];
    return Math.min(Infinity, ...rules.map((rule) => dueByRule(rule, object)));
  }
}

function dueByRule({ action, condition }: LifecycleRule, object: ObjectRecord): number {
  const { age, daysSinceCustomTime, matchesPrefix = [''], matchesSuffix = [''] } = condition;
  const concerned =
    action.type === 'Delete' &&
    (age !== undefined || daysSinceCustomTime !== undefined) &&
    matchesPrefix.some((prefix) => object.name.startsWith(prefix)) &&
    matchesSuffix.some((suffix) => object.name.endsWith(suffix));
  if (!concerned) return Infinity;
  const { customTime } = object.settings;
  const byAge = age === undefined ? -Infinity : object.timeCreated + age * DAY_MS;
  if (daysSinceCustomTime === undefined) return byAge;
  const byCustomTime = customTime ? Date.parse(customTime) + daysSinceCustomTime * DAY_MS : Infinity;
  return Math.max(byAge, byCustomTime);
}
