import { describe, expect, it } from 'vitest';
import { requestUrl } from './request-url.js';

describe('requestUrl', () => {
  it.each([
    ['/api/v1/genres?limit=1', '/api/v1/genres', '?limit=1'],
    ['//elsewhere.example/x', '//elsewhere.example/x', ''],
    ['//', '//', ''],
    ['http://[', '/', ''],
    ['http://api.example/health?a=b', '/health', '?a=b'],
    ['*', '/*', ''],
    ['?q=1', '/', '?q=1'],
    [undefined, '/', ''],
  ])('%s has the path %s', (target, pathname, search) => {
    expect(requestUrl(target)).toMatchObject({ host: 'service', pathname, search });
  });
});
