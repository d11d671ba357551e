import { invalid } from './storage-error.js';

export interface Related {
  /** The first part: what is said of the object. */
  json: unknown;
  contentType: string | undefined;
  content: Buffer;
}

/** `multipart/related` of a JSON part and a part with the bytes (RFC 2387). */
export function parseRelated(contentType: string, body: Buffer): Related {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const delimiter = Buffer.from(`--${boundary?.[1] ?? boundary?.[2] ?? ''}`);
  if (!boundary) throw invalid('Multipart upload without a boundary in Content-Type.');
  const [first, second] = parts(body, delimiter);
  if (!first || !second) throw invalid('A multipart upload has two parts: JSON metadata and the media.');
  return {
    json: parseJson(first.content),
    contentType: /^content-type:\s*(.+)$/im.exec(second.headers)?.[1]?.trim(),
    content: second.content,
  };
}

function parts(body: Buffer, delimiter: Buffer): { headers: string; content: Buffer }[] {
  const found: { headers: string; content: Buffer }[] = [];
  const separator = Buffer.concat([Buffer.from('\r\n'), delimiter]);
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const end = body.indexOf(separator, start + delimiter.length);
    if (end < 0) break;
    const part = body.subarray(start + delimiter.length, end);
    const blank = part.indexOf('\r\n\r\n');
    if (blank < 0) throw invalid('A part of the multipart upload has no blank line after its headers.');
    found.push({ headers: part.toString('latin1', 0, blank), content: part.subarray(blank + 4) });
    start = end + 2;
  }
  return found;
}

export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('Parse Error: the body is not JSON.');
  }
}
