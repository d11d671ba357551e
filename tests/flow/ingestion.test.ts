import { PubSub } from '@google-cloud/pubsub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import type { RunSummary } from '../../shared/ingestion/run.js';
import type { Title } from '../../shared/title/title.js';
import { control, ingest, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start({ env: { TMDB_PAGES: '1' } });
});
afterAll(() => suite.stop());

const byFileId = (id: string) => suite.get<Title>(`/api/v1/content/external/file/${id}`);
const everything = async () => {
  const { data } = await suite.get<TitlePage>('/api/v1/content/trending?limit=100');
  return Object.fromEntries(data.map((title) => [title.id, title]));
};

interface State {
  queues: { name: string; waiting: number; outstanding: number }[];
  dead_letters: { function: string; reason: string; attempts: number; message: string }[];
}
const state = () => control(suite, 'GET', '/control/state') as Promise<State>;

/** Puts a message on a topic as any publisher could. */
async function publish(topic: string, content: unknown): Promise<void> {
  const client = new PubSub({
    projectId: 'media-gateway',
    apiEndpoint: `http://${suite.emulators.env.PUBSUB_EMULATOR_HOST}`,
    emulatorMode: true,
  });
  await client.topic(topic).publishMessage({ data: Buffer.from(JSON.stringify(content)) });
  await client.close();
}

describe('ingestion', () => {
  it('takes a file, refuses its bad lines alone and tells the sums', async () => {
    const bad = ['{"id":', { id: 'x', type: 'film', title: 'X' }, { id: 'y', type: 'movie' }];
    const summary = await ingest(suite, [...sampleTitles, ...bad]);
    expect(summary).toMatchObject({
      state: 'complete',
      read: 11,
      ingested: 8,
      rejected: 3,
      merged: 0,
      changed: 8,
    });
    expect(Object.keys(await everything())).toHaveLength(8);
  });

  it('counts every line of a file that says one id again and again, and takes the last', async () => {
    const lines = [...Array(300).keys()].map((i) => ({ id: 'again', type: 'short', title: `Take ${i}` }));
    expect(await ingest(suite, lines)).toMatchObject({ read: 300, ingested: 300, rejected: 0 });
    expect((await byFileId('again')).title).toBe('Take 299');
  });

  it('gives the same catalogue for the same file, touching nothing', async () => {
    const before = await everything();
    suite.clock.advance(60_000);
    expect(await ingest(suite, sampleTitles)).toMatchObject({ read: 8, ingested: 8, changed: 0 });
    expect(await everything()).toEqual(before);
  });

  it('touches only the titles that changed', async () => {
    const before = await everything();
    suite.clock.advance(60_000);
    const changed = sampleTitles.map((line) =>
      line.id === 'dark' ? { ...line, overview: 'A town, a cave and three families.' } : line,
    );
    expect(await ingest(suite, changed)).toMatchObject({ changed: 1 });
    const after = await everything();
    const different = Object.keys(after).filter((id) => after[id]?.last_updated !== before[id]?.last_updated);
    expect(different.map((id) => after[id]?.title)).toEqual(['Dark']);
    const found = await suite.get<TitlePage>('/api/v1/search/faceted?q=three+families');
    expect(found.data[0]?.title).toBe('Dark');
  });

  it('changes what is shown without embedding again', async () => {
    const [first] = sampleTitles;
    await ingest(suite, [{ ...first, vote_count: 31_000, availability: [] }]);
    expect((await byFileId('inception')).vote_count).toBe(31_000);
    const { data } = await suite.get<TitlePage>('/api/v1/discover/movies');
    expect(data.map(({ title }) => title)).not.toContain('Inception');
    const found = await suite.get<TitlePage>('/api/v1/search/semantic?q=thief+in+dreams');
    expect(found.data[0]).toMatchObject({ title: 'Inception', vote_count: 31_000 });
  });

  it('joins a second provider into one title, and an alias still answers', async () => {
    await ingest(
      suite,
      [{ id: 'one', type: 'movie', title: 'Somewhere', external_ids: { imdb: 'tt7000001' } }],
      'first',
    );
    await ingest(
      suite,
      [{ id: 'two', type: 'movie', title: 'Elsewhere', external_ids: { tmdb: 7001 } }],
      'second',
    );
    const ids = await Promise.all(
      ['first/one', 'second/two'].map((path) => suite.get<Title>(`/api/v1/content/external/${path}`)),
    );
    const summary = await ingest(
      suite,
      [
        {
          id: 'three',
          type: 'movie',
          title: 'Somewhere Else',
          external_ids: { imdb: 'tt7000001', tmdb: 7001 },
        },
      ],
      'third',
    );
    expect(summary).toMatchObject({ merged: 1 });
    const now = await Promise.all(ids.map(({ id }) => suite.get<Title>(`/api/v1/content/${id}`)));
    expect(now[0]).toEqual(now[1]);
    expect(now[0]?.external_ids).toMatchObject({ first: 'one', second: 'two', third: 'three' });
    expect(
      Object.values(await everything()).filter(
        ({ title }) => title.startsWith('Some') || title === 'Elsewhere',
      ),
    ).toHaveLength(1);
  });

  it('changes nothing when every message comes twice and out of order', async () => {
    const before = await everything();
    for (const kind of ['duplicate', 'reorder'] as const) {
      await control(suite, 'POST', '/control/faults', { target: 'pubsub', kind, rate: 0.5 });
    }
    await control(suite, 'POST', '/control/faults', { target: 'pubsub', kind: 'lose', rate: 0.1 });
    const lines = [...Array(300).keys()].map((i) => ({
      id: `n${i}`,
      type: 'movie',
      title: `Number ${i}`,
      year: 1950 + (i % 70),
    }));
    await ingest(suite, lines);
    await control(suite, 'DELETE', '/control/faults');
    await suite.drain();
    expect(await ingest(suite, lines)).toMatchObject({ read: 300, changed: 0, merged: 0 });
    const { pagination, facets } = await suite.get<TitlePage>('/api/v1/search/faceted?limit=1');
    expect(pagination.has_more).toBe(true);
    expect(facets.type?.find(({ value }) => value === 'movie')?.count).toBe(
      300 + Object.values(before).filter(({ type }) => type === 'movie').length,
    );
  }, 120_000);

  it.each(['firestore', 'qdrant', 'storage', 'upstash'])(
    'completes when %s was down for a while',
    async (target) => {
      await control(suite, 'POST', '/control/faults', { target, kind: 'error', rate: 0.3 });
      const run = ingest(suite, [{ id: `after-${target}`, type: 'movie', title: `After ${target}` }]);
      await run.catch(() => undefined);
      await control(suite, 'DELETE', '/control/faults');
      await ingest(suite, [{ id: `after-${target}`, type: 'movie', title: `After ${target}` }]);
      expect((await byFileId(`after-${target}`)).title).toBe(`After ${target}`);
    },
    120_000,
  );

  it('puts a poison message into the dead letters after five attempts, with its reason', async () => {
    await publish('ingestion-page-fetched', { run: 'no-such-run', provider: 'file', page: '000001' });
    await publish('ingestion-page-resolved', { nonsense: true });
    await suite.drain();
    const { dead_letters, queues } = await state();
    expect(dead_letters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          function: 'normalise-page',
          attempts: 5,
          reason: expect.stringContaining('missing in Cloud Storage'),
        }),
        expect.objectContaining({
          function: 'embed-page',
          attempts: 5,
          reason: expect.stringContaining('does not fit its schema'),
        }),
      ]),
    );
    expect(queues.every(({ waiting, outstanding }) => waiting + outstanding === 0)).toBe(true);
  }, 90_000);

  it('takes calls of private services from the invoker only', async () => {
    const [push] = (
      (await control(suite, 'GET', '/control/state')) as { queues: { pushEndpoint?: string }[] }
    ).queues;
    expect(push).toBeDefined();
    expect((await suite.fetch('/fetch-page', { method: 'POST' })).status).toBe(404);
  });
});

describe('a provider over the network', () => {
  it('is asked by the schedule, and its record joins the title of the file', async () => {
    await control(suite, 'POST', '/control/schedules/request-runs/run');
    await suite.drain();
    const runs = await suite
      .fetch('/api/v1/admin/ingestion/runs?provider=tmdb', {
        headers: { authorization: `Bearer ${await suite.operatorToken()}` },
      })
      .then((answer) => answer.json() as Promise<{ data: RunSummary[] }>);
    expect(runs.data[0]).toMatchObject({ provider: 'tmdb', state: 'complete', rejected: 0 });
    expect(runs.data[0]?.read).toBeGreaterThan(30);
    const [theirs] = Object.values(await everything()).filter(
      ({ provenance }) => provenance.title === 'tmdb',
    );
    expect(theirs?.attribution.join()).toContain('TMDB');
    const line = {
      id: 'ours',
      type: theirs?.type,
      title: 'Our Name',
      external_ids: { imdb: theirs?.external_ids.imdb },
    };
    expect(await ingest(suite, [line])).toMatchObject({ merged: 1 });
    const joined = await byFileId('ours');
    expect(joined).toMatchObject({ id: theirs?.id, title: 'Our Name', overview: theirs?.overview });
    expect(joined.provenance).toMatchObject({ title: 'file', overview: 'tmdb' });
  }, 120_000);
});
