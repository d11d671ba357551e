/**
 * Whether a token that was verified could be written in no other way: each part in canonical base64url (RFC 4648, 3.5), and
 * each name in its header and its claims given once (RFC 7515, 4; RFC 7519, 4). What two readers may read differently is
 * good for neither.
 */
export function isUnambiguous(token: string): boolean {
  const parts = token.split('.');
  return parts.every(isCanonical) && parts.slice(0, 2).every((part) => namesEachOnce(textOf(part)));
}

function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function textOf(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}

/** @param json is valid */
function namesEachOnce(json: string): boolean {
  const open: Set<unknown>[] = [];
  let text = '""';
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}:]/g)) {
    if (part === '{') open.push(new Set());
    else if (part === '}') open.pop();
    else if (part !== ':') text = part;
    else {
      const names = open.at(-1);
      const name: unknown = JSON.parse(text);
      if (names?.has(name)) return false;
      names?.add(name);
    }
  }
  return true;
}
