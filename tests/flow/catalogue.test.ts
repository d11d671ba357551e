import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import type { Title } from '../../shared/title/title.js';
import { control, ingest, suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
beforeAll(async () => {
  suite = await suiteWith(sampleTitles);
});
afterAll(() => suite.stop());

const list = (path: string) => suite.get<TitlePage>(`/api/v1${path}`);
const names = ({ data }: TitlePage) => data.map(({ title }) => title);

describe('a title travels from a file to every answer', () => {
  it('is found by meaning, by its name and by a person', async () => {
    expect(names(await list('/search/semantic?q=thief+steals+ideas+from+dreams'))[0]).toBe('Inception');
    expect((await list('/search/semantic?q=amelie')).data[0]).toMatchObject({
      title: 'Amélie',
      reasons: ['title match'],
    });
    const [hit] = (await list('/search/faceted?q=keanu+reeves')).data;
    expect(hit).toMatchObject({ title: 'The Matrix', reasons: ['with Keanu Reeves'] });
  });

  it('answers every field by id and by external id, with the same id', async () => {
    const byImdb = await suite.get<Title>('/api/v1/content/external/imdb/tt1375666');
    const byTmdb = await suite.get<Title>('/api/v1/content/external/tmdb/27205');
    const byFile = await suite.get<Title>('/api/v1/content/external/file/inception');
    const byId = await suite.get<Title>(`/api/v1/content/${byImdb.id}`);
    expect([byTmdb, byFile, byId]).toEqual([byImdb, byImdb, byImdb]);
    expect(byId).toMatchObject({
      content_type: 'movie',
      external_ids: { imdb: 'tt1375666', tmdb: '27205', file: 'inception' },
      genres: ['science-fiction', 'action'],
      credits: { directors: ['Christopher Nolan'] },
      provenance: { title: 'file', availability: 'file' },
    });
    expect(byId.availability).toContainEqual(
      expect.objectContaining({
        platform: 'apple-tv-plus',
        availability_type: 'rental',
        price: { amount: 3.99, currency: 'USD' },
        simulated: true,
      }),
    );
  });

  it('links an episode to its series', async () => {
    const episode = await suite.get<Title>('/api/v1/content/external/file/dark-s01e01');
    const series = await suite.get<Title>('/api/v1/content/external/file/dark');
    expect(episode).toMatchObject({ series_id: series.id, season: 1, number: 1 });
  });

  it('lists, discovers and recommends differently, as the document says', async () => {
    expect(names(await list('/content/movies'))).toEqual(['Inception', 'Amélie', 'The Matrix']);
    expect(names(await list('/discover/movies'))).toEqual(['Inception', 'The Matrix']);
    expect(names(await list('/content/tv'))).toEqual(['Dark']);
    expect(names(await list('/content/trending'))).toHaveLength(sampleTitles.length);
    const recommended = await list('/recommendations/trending');
    expect(names(recommended)).not.toContain('Secrets');
    expect(recommended.data[0]?.reasons[0]).toBe('trending');
    expect(names(await list('/discover/popular'))[0]).toBe('Inception');
  });

  it('filters by region, platform, type, genre and years, without regard to case', async () => {
    expect(names(await list('/discover/popular?region=de'))).toEqual(['The Matrix']);
    expect(names(await list('/discover/popular?region=US&platforms=NETFLIX&type=series'))).toEqual(['Dark']);
    expect(names(await list('/platforms/hulu/catalog'))).toEqual(['The Matrix']);
    expect(names(await list('/content/trending?genres=comedy&year_from=2020'))).toEqual([
      'Bo Burnham: Inside',
    ]);
    expect(names(await list('/search/semantic?q=dream&year_to=1950'))).toEqual(['A Trip to the Moon']);
  });

  it('filters by what one offer is', async () => {
    expect(names(await list('/discover/popular?region=US&offer_types=rent&max_price=3.99'))).toEqual([
      'Inception',
    ]);
    expect(names(await list('/discover/popular?region=US&platforms=netflix&max_price=3.99'))).toEqual([]);
    expect(names(await list('/search/semantic?q=dream&region=US&offer_types=rent,buy'))).toEqual([
      'Inception',
    ]);
    expect(names(await list('/search/faceted?runtime_to=20'))).toEqual(['A Trip to the Moon']);
  });

  it('shows the offers of the region asked, and of others where they are asked too', async () => {
    const regions = async (query: string) => {
      const { data } = await list(`${query}&genres=science-fiction&year_to=1999`);
      return data.map(({ title, availability }) => [
        title,
        ...availability.map(({ region }) => region).sort(),
      ]);
    };
    for (const path of [
      '/search/semantic?q=simulation',
      '/search/faceted?q=simulation',
      '/discover/movies?',
    ]) {
      expect(await regions(`${path}&region=US`)).toEqual([['The Matrix', 'US']]);
      expect(await regions(`${path}&region=US&also_in=de`)).toEqual([['The Matrix', 'DE', 'US']]);
      expect(await regions(path)).toEqual([['The Matrix', 'DE', 'US']]);
    }
  });

  it('says what to leave out where the filters leave nothing', async () => {
    const { data, query } = await list('/search/faceted?genres=comedy&year_to=1950&region=US');
    expect(data).toEqual([]);
    expect(query).toMatchObject({ relax: [{ parameter: 'year_to', count: 1 }] });
    expect((await list('/search/faceted?genres=comedy')).query).not.toHaveProperty('relax');
  });

  it('counts facets, each without its own filter', async () => {
    const { facets } = await list('/search/faceted?genres=science-fiction');
    expect(facets.genres).toContainEqual({ value: 'science-fiction', count: 2 });
    expect(facets.genres).toContainEqual({ value: 'comedy', count: 2 });
    expect(facets.type).toEqual([{ value: 'movie', count: 2 }]);
  });

  it.each(['/content/trending?limit=3', '/search/semantic?q=a&limit=3', '/search/faceted?limit=3'])(
    'pages %s through everything once',
    async (path) => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: TitlePage = await list(`${path}${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.pagination.next_cursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(sampleTitles.length);
      expect(seen).toHaveLength(sampleTitles.length);
    },
  );

  it('suggests while typing', async () => {
    const { data } = await suite.get<{ data: { kind: string; text: string }[] }>(
      '/api/v1/search/autocomplete?q=da',
    );
    expect(data).toContainEqual(expect.objectContaining({ kind: 'title', text: 'Dark' }));
    const genre = await suite.get<{ data: unknown[] }>('/api/v1/search/autocomplete?q=sci');
    expect(genre.data[0]).toMatchObject({ kind: 'genre', id: 'science-fiction' });
  });

  it('takes a body where the seeds have one', async () => {
    const answer = await suite.fetch('/api/search', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'amelie', genres: ['comedy'], limit: 1 }),
    });
    expect(((await answer.json()) as TitlePage).data.map(({ title }) => title)).toEqual(['Amélie']);
  });
});

describe('what a person can get wrong', () => {
  it.each([
    [404, 'title-not-found', '/content/7d444840-9dc0-11d1-b245-5ffdce74fad2'],
    [404, 'title-not-found', '/content/external/imdb/tt9999999'],
    [404, 'platform-not-found', '/platforms/betamax/catalog'],
    [404, 'route-not-found', '/nowhere'],
    [400, 'invalid-request', '/content/not-an-id'],
    [400, 'invalid-request', '/search/semantic'],
    [400, 'invalid-request', '/search/semantic?q='],
    [400, 'invalid-request', '/content/movies?limit=0'],
    [400, 'invalid-request', '/content/movies?limit=ten'],
    [400, 'invalid-request', '/content/movies?limit=5&limit=6'],
    [400, 'invalid-request', '/content/movies?genres=no-such-genre'],
    [400, 'invalid-request', '/content/movies?region=XX'],
    [400, 'invalid-request', '/content/movies?colour=red'],
    [400, 'invalid-request', '/content/movies?max_price=3'],
    [400, 'invalid-cursor', '/content/movies?cursor=abc'],
    [401, 'not-authenticated', '/content/movies?mine=true'],
    [401, 'not-authenticated', '/admin/ingestion/runs'],
  ])('%i %s for %s', async (status, code, path) => {
    const answer = await suite.fetch(`/api/v1${path}`);
    const problem = (await answer.json()) as Record<string, unknown>;
    expect([answer.status, problem.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
      request_id: answer.headers.get('x-request-id'),
    });
  });

  it('names the field', async () => {
    const problem = await suite.get<{ errors: { field: string }[] }>(
      '/api/v1/content/movies?limit=0&region=XX',
    );
    expect(problem.errors.map(({ field }) => field).sort()).toEqual(['limit', 'region']);
  });

  it('refuses parameters where there are none', async () => {
    const answer = await suite.fetch('/api/v1/search?limit=3', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"q":"heat"}',
    });
    expect([answer.status, ((await answer.json()) as { errors: unknown[] }).errors]).toEqual([
      400,
      [{ field: 'limit', message: 'is not a parameter here' }],
    ]);
  });

  it('refuses a cursor of another query', async () => {
    const { pagination } = await list('/content/trending?limit=1');
    const answer = await suite.fetch(
      `/api/v1/content/trending?limit=1&genres=comedy&cursor=${pagination.next_cursor}`,
    );
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      400,
      'invalid-cursor',
    ]);
  });

  it('says when a search can no longer be paged', async () => {
    const { pagination } = await list('/search/semantic?q=a&limit=1');
    suite.clock.advance(11 * 60_000);
    const answer = await suite.fetch(`/api/v1/search/semantic?q=a&limit=1&cursor=${pagination.next_cursor}`);
    expect(((await answer.json()) as { code: string }).code).toBe('cursor-expired');
  });

  it('answers a wrong method with what is allowed', async () => {
    const answer = await suite.fetch('/api/v1/content/movies', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['/favicon.ico', '/robots.txt'])('answers %s itself, not as the framework would', async (path) => {
    const answer = await suite.fetch(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('lets browsers of other origins in', async () => {
    const answer = await suite.fetch('/api/v1/search', { method: 'OPTIONS' });
    expect([answer.status, answer.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  it.each([
    [413, 'x'.repeat(1_100_000), { 'content-type': 'application/json' }],
    [400, '{"q":', { 'content-type': 'application/json' }],
    [400, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), { 'content-type': 'application/json' }],
    [400, `{"q":${'['.repeat(100)}${']'.repeat(100)}}`, { 'content-type': 'application/json' }],
    [415, 'q=heat', { 'content-type': 'application/x-www-form-urlencoded' }],
    [415, 'not gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('answers a bad body with %i and never HTML', async (status, body, headers) => {
    const answer = await suite.fetch('/api/v1/search', { method: 'POST', body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    await answer.text();
  });

  it('cuts off a body that does not say how long it is', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    const sent = suite.fetch('/api/v1/search', {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit);
    const status = await sent.then(
      (answer) => answer.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(status);
    expect((await suite.fetch('/health')).status).toBe(200);
  });
});

describe('the system tells about itself', () => {
  it('is healthy, measured and documented', async () => {
    expect(await suite.get('/health')).toMatchObject({ status: 'ok', level: 'L0' });
    const metrics = await (await suite.fetch('/metrics')).text();
    expect(metrics).toMatch(
      /http_requests_total\{[^}]*path="\/api\/v1\/content\/movies"[^}]*service="catalogue"[^}]*\} \d+/,
    );
    const { paths } = await suite.get<{ paths: Record<string, unknown> }>('/openapi.json');
    expect(Object.keys(paths)).toContain('/api/v1/search/semantic');
    expect(await (await suite.fetch('/docs')).text()).toContain('/api/v1/search/semantic');
  });
});

describe('after all that', () => {
  it('suggests from the published names, and what came after them', async () => {
    const suggested = async (typed: string) => {
      const { data } = await suite.get<{ data: { text: string }[] }>(
        `/api/v1/search/autocomplete?q=${typed}`,
      );
      return data.map(({ text }) => text);
    };
    await control(suite, 'POST', '/control/schedules/write-catalogue-artefact/run');
    suite.clock.advance(1_000);
    suite.emulators.all.get('qdrant')?.faults.set({ kind: 'error', rate: 1 });
    expect(await suggested('dar')).toEqual(['Dark']);
    suite.emulators.all.get('qdrant')?.faults.clear();
    await ingest(suite, [{ id: 'darling', type: 'movie', title: 'Darling', year: 1965 }]);
    suite.clock.advance(1_000);
    expect(await suggested('darli')).toEqual(['Darling']);
  });
});
