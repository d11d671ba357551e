import type { ObjectRecord } from './resources.js';
import { invalid, StorageError } from './storage-error.js';

/** The conditions of a request; generation 0 stands for an object that is not there. */
export interface Preconditions {
  ifGenerationMatch?: string;
  ifGenerationNotMatch?: string;
  ifMetagenerationMatch?: string;
  ifMetagenerationNotMatch?: string;
}

const NAMES = [
  'ifGenerationMatch',
  'ifGenerationNotMatch',
  'ifMetagenerationMatch',
  'ifMetagenerationNotMatch',
] as const;

export function readPreconditions(query: URLSearchParams): Preconditions {
  const conditions: Preconditions = {};
  for (const name of NAMES) {
    const value = query.get(name);
    if (value === null) continue;
    if (!/^\d{1,19}$/.test(value)) throw invalid(`Invalid value for ${name}: ${value}`);
    conditions[name] = value;
  }
  return conditions;
}

/** Throws 412, or for a read whose copy is still current 304. */
export function checkPreconditions(
  conditions: Preconditions,
  object: ObjectRecord | undefined,
  reading = false,
): void {
  const generation = object?.generation ?? '0';
  const metageneration = String(object?.metageneration ?? 0);
  const { ifGenerationMatch, ifGenerationNotMatch, ifMetagenerationMatch, ifMetagenerationNotMatch } =
    conditions;
  const differs =
    (ifGenerationMatch !== undefined && ifGenerationMatch !== generation) ||
    (ifMetagenerationMatch !== undefined && ifMetagenerationMatch !== metageneration);
  const same = ifGenerationNotMatch === generation || ifMetagenerationNotMatch === metageneration;
  if (same && reading && !differs) throw new StorageError(304, 'notModified', 'Not Modified');
  if (same || differs) {
    throw new StorageError(
      412,
      'conditionNotMet',
      'At least one of the pre-conditions you specified did not hold.',
    );
  }
}
