import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import type { Title } from '../../shared/title/title.js';
import { control, suiteWith, type TitlePage } from '../support/flow.js';
import { sampleTitles } from '../support/sample-titles.js';

let suite: Suite;
beforeAll(async () => {
  suite = await suiteWith(sampleTitles, { limits: false });
});
afterAll(() => suite.stop());
afterEach(async () => {
  await control(suite, 'DELETE', '/control/faults');
});

const idOf = async (file: string) => (await suite.get<Title>(`/api/v1/content/external/file/${file}`)).id;
const own = new Set<string>(sampleTitles.map(({ title }) => title));
/** Of the sample; as time goes by, the provider's titles come as well. */
const namesOf = async (path: string) => {
  const { data } = await suite.get<TitlePage>(`/api/v1${path}${path.includes('?') ? '&' : '?'}limit=100`);
  return data.map(({ title }) => title).filter((title) => own.has(title));
};
const placeOf = async (title: string, path: string) => (await namesOf(path)).indexOf(title);
const advance = (time: string) => control(suite, 'POST', '/control/clock', { advance: time });

/** Some people's views of a title. */
async function view(file: string, { times = 1, region = 'US', id = '' } = {}): Promise<Response> {
  const title = await idOf(file);
  const views = Array.from({ length: times }, () => ({ id: id || randomUUID(), title, region }));
  return fetch(`${suite.api}/api/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ views }),
  });
}

it('a title that is viewed rises, in its region and in the world, and sinks again when nobody views it', async () => {
  const [everywhere, inUs, inGermany] = [
    '/content/trending',
    '/content/trending?region=US',
    '/content/trending?region=DE',
  ];
  const before = await namesOf(everywhere);
  expect(before[0]).not.toBe('The Matrix');

  expect((await view('matrix', { times: 10 })).status).toBe(202);
  await suite.drain();
  expect(await placeOf('The Matrix', everywhere)).toBe(0);
  expect(await placeOf('The Matrix', inUs)).toBe(0);
  expect(await placeOf('The Matrix', '/recommendations/trending')).toBe(0);
  expect(await namesOf(everywhere)).toHaveLength(before.length);
  expect(await namesOf(inGermany)).toEqual(['The Matrix']);

  await advance('P40D');
  expect(await namesOf(everywhere)).toEqual(before);
  await control(suite, 'POST', '/control/schedules/forget-views/run');
  expect(await namesOf(everywhere)).toEqual(before);
});

it('counts a view once, however often it is told', async () => {
  await view('dark', { times: 2 });
  const id = randomUUID();
  for (let time = 0; time < 5; time++) await view('amelie', { id });
  await suite.drain();
  const names = await namesOf('/content/trending');
  expect(names.indexOf('Dark')).toBeLessThan(names.indexOf('Amélie'));
});

it('pages through the ranking without repeating or leaving out a title', async () => {
  const list = (query: string) => suite.get<TitlePage>(`/api/v1/content/trending?${query}`);
  const idsOf = ({ data }: TitlePage) => data.map(({ id }) => id);
  const all = idsOf(await list('limit=6'));
  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${first.pagination.next_cursor}`);
  const third = await list(`limit=2&cursor=${second.pagination.next_cursor}`);
  const paged = [first, second, third].flatMap(idsOf);
  expect(paged).toEqual(all);
});

it('loses no view that was accepted while Redis is away, and lists without it', async () => {
  const before = await placeOf('Bo Burnham: Inside', '/content/trending');
  await control(suite, 'POST', '/control/faults', { target: 'upstash', kind: 'down', rate: 1 });
  expect((await view('inside', { times: 30 })).status).toBe(202);
  expect(await namesOf('/content/trending')).toContain('Bo Burnham: Inside');
  await control(suite, 'DELETE', '/control/faults');
  await suite.drain();
  const after = await placeOf('Bo Burnham: Inside', '/content/trending');
  expect([before > 0, after]).toEqual([true, 0]);
});

it('takes searches and what was opened, and refuses what is none', async () => {
  const send = async (body: unknown) =>
    fetch(`${suite.api}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const found = await fetch(`${suite.api}/api/v1/search/semantic?q=dreams`);
  const search = found.headers.get('x-request-id');
  const [hit] = ((await found.json()) as TitlePage).data;
  const answers = [{ id: randomUUID(), search, results: 5 }];
  const opened = [{ id: randomUUID(), search, title: hit?.id, place: 1 }];
  const accepted = await send({ answers, opened });
  expect([accepted.status, await accepted.json()]).toEqual([202, { accepted: 2 }]);
  for (const wrong of [
    { views: [{ id: 'x', title: hit?.id }] },
    { opened: [{ ...opened[0], place: 0 }] },
    { clicks: [] },
  ])
    expect((await send(wrong)).status).toBe(400);
});
