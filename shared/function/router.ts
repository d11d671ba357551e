import { Problem } from '../problem/problem.js';
import type { Method } from './declare.js';

interface Routed {
  method: Method;
  path: string;
}

export interface Match<R> {
  route: R;
  /** The variable parts of the path, decoded. */
  params: Record<string, string>;
}

interface Compiled<R> {
  route: R;
  segments: string[];
  /** Literal segments win over variable ones. */
  literals: number;
}

/** Finds the route of a request. A GET route answers HEAD too. */
export class Router<R extends Routed> {
  readonly #routes: Compiled<R>[];

  constructor(routes: readonly R[]) {
    this.#routes = routes
      .map((route) => {
        const segments = split(route.path);
        return { route, segments, literals: segments.filter((segment) => !isVariable(segment)).length };
      })
      .sort((a, b) => b.literals - a.literals);
  }

  /** The methods of a path, with HEAD where there is GET; none for an unknown one. */
  methods(pathname: string): string[] {
    const segments = split(pathname).map(decodeSegment);
    return allowed(this.#routes.filter((candidate) => fits(candidate.segments, segments)));
  }

  /** Throws route-not-found, or method-not-allowed with `Allow`. */
  match(method: string, pathname: string): Match<R> {
    const segments = split(pathname).map(decodeSegment);
    const here = this.#routes.filter((candidate) => fits(candidate.segments, segments));
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = here.find((candidate) => candidate.route.method === wanted);
    if (found) return { route: found.route, params: variables(found.segments, segments) };
    if (here.length === 0) {
      throw new Problem('route-not-found', 'Check the path; /openapi.json lists every one.');
    }
    const allow = allowed(here).join(', ');
    throw new Problem('method-not-allowed', `Use ${allow} here.`, { headers: { allow } });
  }
}

function allowed(routes: readonly Compiled<Routed>[]): string[] {
  const methods: string[] = routes.map(({ route }) => route.method);
  return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort();
}

function split(path: string): string[] {
  return path.split('/').filter((segment, i, all) => segment !== '' || (i > 0 && i < all.length - 1));
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{');
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length && pattern.every((part, i) => isVariable(part) || part === segments[i])
  );
}

function variables(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((part, i) => (isVariable(part) ? [[part.slice(1, -1), segments[i] ?? '']] : [])),
  );
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new Problem('invalid-request', 'The path has a broken percent escape.', {
      cause,
      errors: [{ field: 'path', message: 'has a broken percent escape' }],
    });
  }
}
