import { formatError } from './errors.js';

/** An unsigned integer (up to 2^53 - 1 here) or a UUID in lower-case hyphenated form. */
export type PointId = number | string;

const uuidPattern =
  /^(?:urn:uuid:)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** The UUID in lower-case hyphenated form, or undefined where the text is none. */
export function normalizeUuid(text: string): string | undefined {
  const match = uuidPattern.exec(text);
  return match ? match.slice(1).join('-').toLowerCase() : undefined;
}

export function parsePointId(value: unknown): PointId {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  const uuid = typeof value === 'string' ? normalizeUuid(value) : undefined;
  if (uuid !== undefined) return uuid;
  throw formatError(
    `value ${String(value)} is not a valid point ID, valid values are either an unsigned integer or a UUID`,
  );
}

export function parsePointIds(value: unknown): PointId[] {
  if (!Array.isArray(value)) throw formatError('expected a list of point IDs');
  return value.map(parsePointId);
}

/** Integers first, then UUIDs: the order in which points are scrolled. */
export function comparePointIds(a: PointId, b: PointId): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}
