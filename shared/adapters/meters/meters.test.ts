import { expect, it } from 'vitest';
import { prometheusMeters } from './meters.js';

it('shows every meter with its service', async () => {
  const prometheus = prometheusMeters();
  const [search, catalogue] = [prometheus.meters('search'), prometheus.meters('catalogue')];
  const request = { method: 'GET', path: '/api/v1/search' };
  search.add('http_requests_total', { ...request, status: '200' });
  search.add('http_requests_total', { ...request, status: '200' }, 2);
  catalogue.add('http_requests_total', { ...request, status: '404' });
  search.add('active_connections', {}, 1);
  search.add('active_connections', {}, 1);
  search.add('active_connections', {}, -1);
  const text = await prometheus.render();
  expect(text).toContain(
    'http_requests_total{method="GET",path="/api/v1/search",status="200",service="search"} 3',
  );
  expect(text).toContain(
    'http_requests_total{method="GET",path="/api/v1/search",status="404",service="catalogue"} 1',
  );
  expect(text).toContain('active_connections{service="search"} 1');
});

it('tells a millisecond from ten seconds', async () => {
  const prometheus = prometheusMeters();
  const labels = { database: 'qdrant', operation: 'search' };
  for (const seconds of [0.0008, 0.2, 9, 60]) {
    prometheus.meters('search').add('database_query_duration_seconds', labels, seconds);
  }
  const text = await prometheus.render();
  const below = (bound: string) =>
    text.match(new RegExp(`database_query_duration_seconds_bucket\\{le="${bound}",[^}]*\\} (\\d+)`))?.[1];
  expect(['0.001', '0.25', '10', '\\+Inf'].map(below)).toEqual(['1', '2', '3', '4']);
});

it('keeps two registries apart', async () => {
  prometheusMeters().meters('a').add('active_connections', {}, 1);
  expect(await prometheusMeters().render()).not.toContain('service="a"');
});
