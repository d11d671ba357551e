import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { freeBytes, megabytes } from '../../emulators/disk.js';

/** The bundled catalogue takes half of it; what comes later is refused piece by piece when the disk is full. */
const MIN_FREE_BYTES = 32_000_000;

export const usage = `npm start -- [--json] [--port 8080] [--data DIR] [--catalogue bundled|none] [--clock ISO-TIME]
             [--engine embedded|real] [--limits on|off] [--instances N]`;

export interface StartOptions {
  json: boolean;
  port: number;
  data: string | undefined;
  catalogue: 'bundled' | 'none';
  clock: number | undefined;
  instances: number;
  limits: boolean;
}

/** Something on the command line that a person can mend; the message says how. */
export class UsageError extends Error {}

/** Throws a UsageError. */
export function startOptions(argv: string[]): StartOptions {
  const { values } = parsed(argv);
  if (values.engine === 'real') {
    throw new UsageError('--engine real is not there yet; leave it out for the embedded emulators');
  }
  return {
    json: values.json,
    port: integer('--port', values.port, 0, 65_535),
    data: folder(values.data),
    catalogue: oneOf('--catalogue', values.catalogue, ['bundled', 'none']),
    clock: instant(values.clock),
    instances: integer('--instances', values.instances, 1, 16),
    limits: oneOf('--limits', values.limits, ['on', 'off']) === 'on',
  };
}

function parsed(argv: string[]) {
  try {
    const result = parseArgs({
      args: argv,
      options: {
        json: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        data: { type: 'string' },
        catalogue: { type: 'string', default: 'bundled' },
        clock: { type: 'string' },
        engine: { type: 'string', default: 'embedded' },
        limits: { type: 'string', default: 'on' },
        instances: { type: 'string', default: '1' },
      },
    });
    oneOf('--engine', result.values.engine, ['embedded', 'real']);
    return result;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message.split('. ')[0]);
  }
}

function integer(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`${flag} takes a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}

function oneOf<const Value extends string>(flag: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (!found) throw new UsageError(`${flag} takes ${values.join(' or ')}, not "${text}"`);
  return found;
}

function instant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new UsageError(`--clock takes an ISO time like 2026-11-21T20:00:00Z, not "${text}"`);
  return at;
}

function folder(path: string | undefined): string | undefined {
  try {
    if (path !== undefined) mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UsageError(`--data ${path} cannot be used: ${(error as Error).message}`);
  }
  const place = path ?? tmpdir();
  const free = freeBytes(place);
  if (free < MIN_FREE_BYTES) {
    throw new UsageError(
      `The disk of ${place} has ${megabytes(free)} MB left and the suite needs ${megabytes(MIN_FREE_BYTES)} MB ` +
        'to start; free some space, or name a folder on another disk with --data',
    );
  }
  return path;
}
