import { type FieldPath, parseFieldPath } from './field-path.js';
import type { FieldReader } from './filter.js';
import { limits } from './limits.js';
import type { ProtoAggregation } from './messages.js';
import { invalid } from './status.js';
import { encodeValue, type Value } from './value.js';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

interface Aggregator {
  alias: string;
  /** Documents that lack the field take no part in any of the query's aggregations. */
  path: FieldPath | undefined;
  add(value: Value | undefined): void;
  result(): Value;
}

export function parseAggregations(aggregations: ProtoAggregation[]): Aggregator[] {
  if (aggregations.length === 0) throw invalid('An aggregation query needs at least one aggregation.');
  if (aggregations.length > limits.aggregations) {
    throw invalid(`maximum ${limits.aggregations} aggregations per query`);
  }
  const parsed = aggregations.map((aggregation, index) =>
    parse(aggregation, aggregation.alias || `field_${index + 1}`),
  );
  if (new Set(parsed.map(({ alias }) => alias)).size < parsed.length)
    throw invalid('Aggregation aliases must differ.');
  return parsed;
}

function parse({ count, sum, avg }: ProtoAggregation, alias: string): Aggregator {
  if (count) return counter(alias, count.upTo?.value ?? Infinity);
  const field = (sum ?? avg)?.field;
  if (!field) throw invalid(`The aggregation "${alias}" must hold one of count, sum and avg with its field.`);
  const path = parseFieldPath(field.fieldPath ?? '');
  return sum ? summer(alias, path) : averager(alias, path);
}

/** Feeds one document to all aggregations. */
export function aggregate(aggregators: readonly Aggregator[], read: FieldReader): void {
  const values = aggregators.map(({ path }) => path && read(path));
  if (aggregators.some(({ path }, index) => path && !values[index])) return;
  for (const [index, aggregator] of aggregators.entries()) aggregator.add(values[index]);
}

/** By alias, encoded. */
export function aggregateResults(aggregators: readonly Aggregator[]): Record<string, Buffer> {
  return Object.fromEntries(
    aggregators.map((aggregator) => [aggregator.alias, encodeValue(aggregator.result())]),
  );
}

function counter(alias: string, upTo: number): Aggregator {
  let count = 0;
  return {
    alias,
    path: undefined,
    add: () => {
      if (count < upTo) count++;
    },
    result: () => ({ kind: 'integer', value: BigInt(count) }),
  };
}

/** Integers add up exactly as long as they fit 64 bits and no double is among them. */
class Sum {
  count = 0;
  #integers = 0n;
  #doubles = 0;
  #hasDouble = false;

  add(value: Value | undefined): void {
    if (value?.kind === 'integer') {
      this.#integers += value.value;
    } else if (value?.kind === 'double') {
      this.#doubles += value.value;
      this.#hasDouble = true;
    } else {
      return;
    }
    this.count++;
  }

  get total(): number {
    return Number(this.#integers) + this.#doubles;
  }

  value(): Value {
    const fits = this.#integers <= MAX_INT64 && this.#integers >= MIN_INT64;
    if (!this.#hasDouble && fits) return { kind: 'integer', value: this.#integers };
    return { kind: 'double', value: this.total };
  }
}

function summer(alias: string, path: FieldPath): Aggregator {
  const sum = new Sum();
  return { alias, path, add: (value) => sum.add(value), result: () => sum.value() };
}

function averager(alias: string, path: FieldPath): Aggregator {
  const sum = new Sum();
  return {
    alias,
    path,
    add: (value) => sum.add(value),
    result: () => (sum.count === 0 ? { kind: 'null' } : { kind: 'double', value: sum.total / sum.count }),
  };
}
