import { invalid } from './grpc.js';
import type { FieldMask } from './wire.js';

type Fields = Record<string, unknown>;

/** `current` with the fields that the mask names (`push_config.push_endpoint`) taken from `wanted`. */
export function applyMask<T extends object>(current: T, wanted: T, mask: FieldMask | null): T {
  if (!mask || mask.paths.length === 0) throw invalid('The update mask names no field.');
  const updated: Fields = structuredClone(current) as Fields;
  for (const path of mask.paths) assign(updated, wanted as Fields, path.split('.').map(toCamelCase), path);
  return updated as T;
}

function assign(target: Fields, source: Fields, keys: string[], path: string): void {
  const [key = '', ...rest] = keys;
  if (!Object.hasOwn(source, key)) throw invalid(`The update mask names an unknown field: ${path}.`);
  if (rest.length === 0) {
    target[key] = source[key];
    return;
  }
  const inner = { ...(target[key] as Fields | null) };
  assign(inner, (source[key] ?? {}) as Fields, rest, path);
  target[key] = inner;
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
