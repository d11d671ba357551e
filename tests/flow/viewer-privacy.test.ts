import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import type { Profile } from '../../shared/viewer/household.js';
import { ingest } from '../support/flow.js';
import { Person } from '../support/people.js';
import { sampleTitles } from '../support/sample-titles.js';

const ANALYTICS = '/api/v1/admin/analytics';

interface Figures {
  data: { day: string; viewers: number; searches: number; successful: number; rate: number | null }[];
}

let suite: Suite;
let ada: Person;
let root: Person;
let title: string;
beforeAll(async () => {
  suite = await Suite.start({ clock: Date.parse('2026-11-21T10:00:00Z'), env: { TMDB_PAGES: '1' } });
  await ingest(suite, sampleTitles);
  title = (await suite.get<{ id: string }>('/api/v1/content/external/file/inception')).id;
});
afterAll(() => suite.stop());
/** Each test has a day of its own. */
beforeEach(async () => {
  suite.clock.advance(86_400_000);
  [ada, root] = await Promise.all([Person.signIn(suite, 'ada'), Person.signIn(suite, 'root')]);
});

const reported = (search = randomUUID()) => ({
  views: [{ id: randomUUID(), title, region: 'US' }],
  answers: [{ id: randomUUID(), search, results: 20 }],
  opened: [{ id: randomUUID(), search, title, place: 1 }],
});
const send = async (person: Person | undefined, body: unknown, profile?: string) => {
  const headers = {
    'content-type': 'application/json',
    ...(person && { authorization: `Bearer ${person.token}` }),
    ...(profile !== undefined && { 'x-profile': profile }),
  };
  const sent = await suite.fetch('/api/v1/events', { method: 'POST', headers, body: JSON.stringify(body) });
  const { accepted } = (await sent.json()) as { accepted: number };
  return accepted;
};
const report = async (...told: Parameters<typeof send>) => {
  const accepted = await send(...told);
  await suite.drain();
  return accepted;
};
/** Of the last day. */
const figure = async (name: string) => {
  const { status, body } = await root.get<Figures>(`${ANALYTICS}/${name}`);
  expect(status).toBe(200);
  expect(body.data).toHaveLength(30);
  return body.data.at(-1);
};
const change = (body: unknown) => ada.send('PATCH', '/api/v1/user/privacy', { body });

describe('statistics', () => {
  it('count searches that led to something, each once', async () => {
    expect(await figure('search-success')).toMatchObject({ searches: 0, successful: 0, rate: null });
    const found = reported();
    for (let i = 0; i < 3; i++) await report(ada, found);
    const { answers } = reported();
    await report(undefined, { answers });
    expect(await figure('search-success')).toMatchObject({ searches: 2, successful: 1, rate: 0.5 });
    expect(await figure('recommendation-click-through')).toMatchObject({ shown: 0, rate: null });
  });

  it('count recommendations that were opened', async () => {
    const list = 'recommendations';
    const { answers, opened } = reported();
    const told = {
      answers: answers.map((answer) => ({ ...answer, list, results: 10 })),
      opened: [...opened, ...opened].map((one) => ({ ...one, list, id: randomUUID() })),
    };
    expect(await report(ada, told)).toBe(3);
    expect(await figure('recommendation-click-through')).toMatchObject({
      lists: 1,
      shown: 10,
      opened: 1,
      rate: 0.1,
    });
    expect(await figure('search-success')).toMatchObject({ searches: 0 });
  });

  it('count viewers, each once a day', async () => {
    const grace = await Person.signIn(suite, 'grace');
    for (const person of [ada, grace, ada, undefined]) await report(person, reported());
    expect(await figure('daily-viewers')).toMatchObject({ viewers: 2 });
    suite.clock.advance(86_400_000);
    root = await Person.signIn(suite, 'root');
    expect(await figure('daily-viewers')).toMatchObject({ viewers: 0 });
  });

  it('are told of the days that are asked for, to administrators only', async () => {
    const days = `${ANALYTICS}/daily-viewers?from=2026-11-20&to=2026-11-22`;
    expect((await root.get<Figures>(days)).body.data.map(({ day }) => day)).toEqual([
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
    expect((await ada.get(days)).status).toBe(403);
    for (const wrong of ['from=2026-11-22&to=2026-11-20', 'from=2020-01-01', 'from=yesterday'])
      expect((await root.get(`${ANALYTICS}/daily-viewers?${wrong}`)).status).toBe(400);
  });
});

describe('a viewer who has switched off', () => {
  it('statistics, counts nowhere', async () => {
    await change({ analytics: false });
    expect(await report(ada, reported())).toBe(0);
    expect(await figure('daily-viewers')).toMatchObject({ viewers: 0 });
    expect(await figure('search-success')).toMatchObject({ searches: 0 });
    await change({ analytics: true });
    expect(await report(ada, reported())).toBe(3);
    expect(await figure('daily-viewers')).toMatchObject({ viewers: 1 });
  });

  it('history, has no views', async () => {
    await change({ history: false });
    expect(await report(ada, reported())).toBe(2);
    await change({ history: true });
  });

  it('is obeyed while nobody can tell', async () => {
    suite.emulators.all.get('firestore')?.faults.set({ kind: 'down', rate: 1 });
    expect(await send(ada, reported())).toBe(0);
    suite.emulators.all.get('firestore')?.faults.clear();
    suite.clock.advance(61_000);
  });
});

it('a child counts nowhere', async () => {
  const body = { name: 'Kim', kind: 'kids' };
  const kid = (await ada.send<Profile>('POST', '/api/v1/user/profiles', { body })).body;
  expect(await report(ada, reported(), kid.id)).toBe(0);
  expect((await ada.get('/api/v1/user/privacy', kid.id)).body).toMatchObject({ analytics: false });
});
