import { describe, expect, it } from 'vitest';
import { Problem } from '../problem/problem.js';
import { Router } from './router.js';

const router = new Router([
  { method: 'GET', path: '/api/v1/content/{id}' },
  { method: 'GET', path: '/api/v1/content/movies' },
  { method: 'PUT', path: '/api/v1/content/{id}' },
  { method: 'GET', path: '/' },
]);

const problemOf = (work: () => unknown): Problem => {
  try {
    work();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('nothing was thrown');
};

describe('Router', () => {
  it.each([
    ['GET', '/api/v1/content/movies', '/api/v1/content/movies', {}],
    ['HEAD', '/api/v1/content/movies', '/api/v1/content/movies', {}],
    ['GET', '/api/v1/content/a%2Fb', '/api/v1/content/{id}', { id: 'a/b' }],
    ['PUT', '/api/v1/content/x/', '/api/v1/content/{id}', { id: 'x' }],
    ['GET', '/', '/', {}],
  ])('%s %s is %s', (method, path, route, params) => {
    expect(router.match(method, path)).toMatchObject({ route: { path: route }, params });
  });

  it('answers 404 for an unknown path and 405 with Allow for a wrong method', () => {
    expect(problemOf(() => router.match('GET', '/nowhere'))).toMatchObject({ status: 404 });
    expect(problemOf(() => router.match('GET', '/api//v1/content/movies'))).toMatchObject({ status: 404 });
    expect(problemOf(() => router.match('DELETE', '/api/v1/content/x'))).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, PUT' },
    });
  });

  it('answers 400 for a broken escape', () => {
    expect(problemOf(() => router.match('GET', '/api/v1/content/%ZZ'))).toMatchObject({ status: 400 });
  });
});
