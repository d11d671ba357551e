import { formatError } from './errors.js';
import { isObject, JsonPath, type Payload } from './json-path.js';

/** Cuts a payload of its own down to what the request wants; undefined where it wants none. */
export type PayloadSelector = (payload: Payload) => Payload;

/** Reads `with_payload`: a flag, a list of paths, or `{include}` or `{exclude}` of paths. */
export function parsePayloadSelector(value: unknown, byDefault: boolean): PayloadSelector | undefined {
  const wanted = value ?? byDefault;
  if (wanted === false) return undefined;
  if (wanted === true) return (payload) => payload;
  if (Array.isArray(wanted)) return including(wanted);
  if (isObject(wanted) && Array.isArray(wanted['include'])) return including(wanted['include']);
  if (isObject(wanted) && Array.isArray(wanted['exclude'])) return excluding(wanted['exclude']);
  throw formatError('data did not match any variant of untagged enum WithPayloadInterface');
}

function including(keys: unknown[]): PayloadSelector {
  const paths = keys.map((key) => JsonPath.parse(key));
  return (payload) =>
    paths.reduce<Payload>((all, path) => merge(all, path.pick(payload) ?? {}) as Payload, {});
}

function excluding(keys: unknown[]): PayloadSelector {
  const paths = keys.map((key) => JsonPath.parse(key));
  return (payload) => {
    for (const path of paths) path.delete(payload);
    return payload;
  };
}

function merge(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    const longer: unknown[] = a.length > b.length ? a : b;
    return longer.map((value, i) => (i < a.length && i < b.length ? merge(a[i], b[i]) : value));
  }
  if (!isObject(a) || !isObject(b)) return b;
  const merged: Payload = { ...a };
  for (const [key, value] of Object.entries(b))
    merged[key] = Object.hasOwn(a, key) ? merge(a[key], value) : value;
  return merged;
}
