import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { control, suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
beforeAll(async () => {
  suite = await suiteWith(sampleTitles);
});
afterAll(() => suite.stop());

const raw = (method: string, path: string, body?: string) =>
  fetch(new URL(path, suite.console), { method, ...(body !== undefined && { body }) });
const all = (from: Suite) => from.get<TitlePage>('/api/v1/content/trending?limit=100');

describe('the control endpoints', () => {
  it('tell what runs and what waits', async () => {
    const state = (await control(suite, 'GET', '/control/state')) as Record<string, { name: string }[]> & {
      services: Record<string, string[]>;
    };
    expect((await fetch(`${state.services['catalogue']?.[0]}/api/v1/genres`)).status).toBe(200);
    expect(state.functions?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['search-titles', 'index-page']),
    );
    expect(state.schedules?.map(({ name }) => name)).toContain('request-runs');
    expect(state.queues?.length).toBeGreaterThan(7);
    expect(await (await raw('GET', '/')).text()).toContain('request-runs');
  });

  it('move the clock, for functions too', async () => {
    await control(suite, 'POST', '/control/clock', { set: '2031-05-01T12:00:00Z' });
    await control(suite, 'POST', '/control/clock', { advance: 'P1DT1H' });
    const { clock } = (await control(suite, 'GET', '/control/state')) as { clock: string };
    expect(clock).toMatch(/^2031-05-02T13:00/);
    const answer = await suite.fetch('/api/v1/admin/ingestion/runs', {
      method: 'POST',
      headers: { authorization: `Bearer ${await suite.operatorToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'clocked', upload: true }),
    });
    expect(await answer.json()).toEqual({ provider: 'clocked', run: 'clocked-20310502t1300' });
  });

  it('bring down a dependency: reads say so, and recover at once', async () => {
    await control(suite, 'POST', '/control/faults', { target: 'qdrant', kind: 'down' });
    const search = await suite.fetch('/api/v1/search/semantic?q=heat');
    expect([search.status, search.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await search.json()).toMatchObject({ code: 'dependency-unavailable' });
    expect(await suite.get('/health')).toMatchObject({ status: 'degraded', level: 'L2' });
    await control(suite, 'DELETE', '/control/faults');
    expect((await suite.fetch('/api/v1/search/semantic?q=heat')).status).toBe(200);
  });

  it('carry the whole state into another suite', async () => {
    const archive = await control(suite, 'POST', '/control/export');
    await using other = await Suite.start();
    expect((await all(other)).data).toEqual([]);
    await control(other, 'POST', '/control/import', archive);
    expect(await all(other)).toEqual(await all(suite));
  });

  it.each([
    [400, 'POST', '/control/clock', '{"advance":"soon"}'],
    [400, 'POST', '/control/clock', '{"advance":"P1M"}'],
    [400, 'POST', '/control/clock', '{'],
    [400, 'POST', '/control/faults', '{"target":"nothing","kind":"down"}'],
    [400, 'POST', '/control/faults', '{"target":"qdrant","kind":"tired"}'],
    [400, 'POST', '/control/schedules/nothing/run', undefined],
    [404, 'GET', '/control/nothing', undefined],
  ])('answer %i with a reason to %s %s %s', async (status, method, path, body) => {
    const answer = await raw(method, path, body);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { error: string }).error).not.toBe('');
  });
});
