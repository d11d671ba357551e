import { Problem } from '../problem/problem.js';

/** Largest body of a request, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;
/** Deepest nesting of JSON. */
export const MAX_JSON_DEPTH = 64;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body from its bytes. */
export function readJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge();
  const text = decode(bytes);
  if (depth(text) > MAX_JSON_DEPTH) {
    throw new Problem('malformed-body', `JSON may be nested ${MAX_JSON_DEPTH} deep; send a flatter body.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('malformed-body', 'The body is not JSON; check it with a JSON validator.', { cause });
  }
}

/**
 * Reads a body that must be JSON.
 * @param type the request's content type
 */
export function readJsonBody(type: string | undefined, bytes: Uint8Array): unknown {
  if (!/^application\/json\b/i.test(type ?? '')) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.');
  }
  return readJson(bytes);
}

export function tooLarge(): Problem {
  return new Problem('payload-too-large', `A body may have ${MAX_BODY_BYTES} bytes; send less at a time.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new Problem('malformed-body', 'The body is not valid UTF-8.', { cause });
  }
}

/** How deep brackets nest outside strings. */
function depth(json: string): number {
  let now = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') most = Math.max(most, ++now);
    else if (char === '}' || char === ']') now--;
  }
  return most;
}
