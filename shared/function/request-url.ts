const SCHEME_AND_HOST = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * The path and query that a request line names, whatever its client wrote there. `new URL(target, base)` would take
 * `//a/b` for the host `a`, and throw at `//`.
 * @param target as Node gives it in `request.url`: `/path?query`, or `http://host/path?query` of a proxy's client
 */
export function requestUrl(target = '/'): URL {
  const path = target.replace(SCHEME_AND_HOST, '');
  return new URL(`http://service${path.startsWith('/') ? '' : '/'}${path}`);
}
