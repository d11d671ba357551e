import type { JsonPath } from './json-path.js';
import type { PointId } from './point-id.js';

/** Bounds of a range; those absent do not bind. */
export interface Bounds {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
}

export type Scalar = string | number | boolean;

/** What is asked of the values of one payload field. */
export type Check =
  | { type: 'value'; value: Scalar }
  | { type: 'any'; values: ReadonlySet<Scalar> }
  | { type: 'except'; values: ReadonlySet<Scalar> }
  | { type: 'text' | 'text_any' | 'phrase'; text: string }
  | { type: 'range'; bounds: Bounds }
  /** Bounds in microseconds since 1970. */
  | { type: 'datetime'; bounds: Bounds }
  | { type: 'count'; bounds: Bounds }
  | { type: 'empty' | 'null'; expected: boolean };

export type Condition =
  /** Holds when one of the checks does. */
  | { kind: 'field'; path: JsonPath; checks: Check[] }
  | { kind: 'is_empty' | 'is_null'; path: JsonPath }
  | { kind: 'has_id'; ids: ReadonlySet<PointId> }
  | { kind: 'has_vector'; name: string }
  | { kind: 'nested'; path: JsonPath; filter: Filter }
  | { kind: 'filter'; filter: Filter };

export interface Filter {
  must: Condition[];
  mustNot: Condition[];
  /** At least one, where there are any. */
  should: Condition[];
  minShould?: { conditions: Condition[]; count: number } | undefined;
}

export function withinBounds(value: number, bounds: Bounds): boolean {
  return (
    (bounds.gt === undefined || value > bounds.gt) &&
    (bounds.gte === undefined || value >= bounds.gte) &&
    (bounds.lt === undefined || value < bounds.lt) &&
    (bounds.lte === undefined || value <= bounds.lte)
  );
}
