import { formatError, validationError } from './errors.js';
import type { Payload } from './json-path.js';

/** An integer of the request, at least `least`; `otherwise` where it is absent. */
export function integerField(body: Payload, name: string, otherwise: number, least: number): number {
  const value = body[name] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw formatError(`${name}: expected an unsigned integer`);
  }
  if (value < least) throw validationError(`${name}: value ${value} invalid, must be ${least} or larger`);
  return value;
}

export function optionalNumber(body: Payload, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== 'number') throw formatError(`${name}: expected a number`);
  return value;
}
