import { limits } from './limits.js';
import { invalid } from './status.js';

/** Names from the document's top down to the field. */
export type FieldPath = readonly string[];

/** The pseudo-field that stands for the document's own name. */
export const NAME_FIELD = '__name__';

const SIMPLE = /^[A-Za-z_][A-Za-z_0-9]*$/;
/** A plain name, or one in backticks with backslash escapes; then a dot or the end. */
const SEGMENT = /(?:([^`.][^.]*)|`((?:[^`\\]|\\.)+)`)(\.|$)/sy;

/** Reads `a.b` and `` a.`any.name` ``. */
export function parseFieldPath(text: string): FieldPath {
  const path: string[] = [];
  SEGMENT.lastIndex = 0;
  for (let ended = false; !ended; ) {
    const match = SEGMENT.exec(text);
    if (!match) throw invalid(`Invalid property path "${text}": quote unusual names with backticks.`);
    path.push(match[1] ?? (match[2] ?? '').replace(/\\(.)/gs, '$1'));
    ended = match[3] === '';
  }
  if (path.length > limits.valueDepth) {
    throw invalid(`Property path "${text}" is deeper than ${limits.valueDepth} names.`);
  }
  for (const name of path) {
    if (Buffer.byteLength(name) > limits.nameBytes) {
      throw invalid(`The property.name is longer than ${limits.nameBytes} bytes.`);
    }
  }
  return path;
}

export function formatFieldPath(path: FieldPath): string {
  return path.map((name) => (SIMPLE.test(name) ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``)).join('.');
}

export function isNameField(path: FieldPath): boolean {
  return path.length === 1 && path[0] === NAME_FIELD;
}
