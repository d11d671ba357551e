import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import { PubSubEnv } from '../../shared/adapters/pubsub/env.js';
import { pubsubEvents } from '../../shared/adapters/pubsub/events.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import { feedbackGiven } from '../../shared/event/feedback-events.js';
import type { Recommendation, RecommendationList } from '../../shared/recommendation/answers.js';
import type { Feedback } from '../../shared/recommendation/feedback.js';
import { suiteWith } from '../support/flow.js';
import { Person } from '../support/people.js';

const FOR_YOU = '/api/v1/recommendations/for-you';
const genreOf = ['horror', 'romance', 'western', 'science-fiction'] as const;

/** Films of four genres, each with its own people and words. */
const films = Array.from({ length: 48 }, (_, i) => {
  const genre = genreOf[i % 4] ?? 'horror';
  return {
    id: `film-${i}`,
    type: 'movie',
    title: `${genre} film ${i}`,
    year: 1990 + (i % 30),
    runtime: 80 + i,
    genres: [genre],
    keywords: [`${genre}-things`],
    overview: `A story of ${genre}.`,
    directors: [`Director ${i % 8}`],
    certification: i % 8 < 4 ? 'PG' : 'R',
    vote_count: 1_000 - 10 * i,
    popularity: 100 - i,
    availability: [{ platform: 'netflix', region: 'US', type: 'subscription', simulated: true }],
  };
});

let suite: Suite;
let grace: Person;
let ids: string[];
beforeAll(async () => {
  suite = await suiteWith(films, { clock: Date.parse('2026-11-21T10:00:00Z'), env: { TMDB_PAGES: '1' } });
  await suite.emulators.scheduler.run('write-catalogue-artefact');
  suite.clock.advance(2_000);
  ids = await Promise.all(
    films.map(async ({ id }) => (await suite.get<{ id: string }>(`/api/v1/content/external/file/${id}`)).id),
  );
  grace = await Person.signIn(suite, 'grace');
});
afterAll(() => suite.stop());

const idOf = (film: number) => ids[film] ?? '';
const told = (type: Feedback['type'], film: number, more: object = {}) => ({
  id: randomUUID(),
  type,
  title: idOf(film),
  ...more,
});
const give = async (person: Person, events: readonly object[], profile?: string) => {
  const headers = profile === undefined ? {} : { 'x-profile': profile };
  return person.send<{ accepted: number; results: { status: string }[] }>('POST', '/api/v1/feedback', {
    body: { events },
    headers,
  });
};
const tell = async (person: Person, ...events: object[]) => {
  const { status, body } = await give(person, events);
  expect(status, JSON.stringify(body)).toBe(202);
  await suite.drain();
  return body;
};
const forYou = async (person: Person, query = '', profile?: string) => {
  const { status, body } = await person.get<RecommendationList>(`${FOR_YOU}?limit=8${query}`, profile);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const titlesOf = ({ data }: RecommendationList) => data.map(({ id }) => id as string);
const share = ({ data }: RecommendationList, genre: string) =>
  data.filter(({ genres }) => genres.includes(genre)).length / data.length;
const newcomer = () => Person.signIn(suite, `new${randomUUID().slice(0, 8)}`);

describe('recommendations for a viewer', () => {
  it('are of what is popular, and nobody’s own, for whoever has not signed in', async () => {
    const list = await suite.get<RecommendationList>(`${FOR_YOU}?limit=8`);
    expect([list.data.length, list.made_from]).toEqual([8, []]);
    expect(list.data.every(({ reasons, why }) => reasons.length > 0 && why.length > 0)).toBe(true);
    expect(await suite.get(`${FOR_YOU}?limit=8`)).toEqual(list);
  });

  it('follow what was liked, leave out what was seen, and say why', async () => {
    const ada = await newcomer();
    const before = await forYou(ada);
    await tell(ada, ...[0, 4, 8].map((film) => told('rated', film, { rating: 5 })));
    const after = await forYou(ada);
    expect(share(after, 'horror')).toBeGreaterThan(share(before, 'horror'));
    expect(titlesOf(after)).not.toEqual(expect.arrayContaining([idOf(0)]));
    expect(after.made_from).toEqual(['history']);
    const [best] = after.data;
    expect(best?.reasons.join()).toMatch(/like horror film/);
    for (const { why, score } of after.data) {
      const sum = why.reduce((total, one) => total + one.points, 0);
      expect(why.every(({ points, share: part }) => points > 0 && part > 0 && part <= 1)).toBe(true);
      expect(sum).toBeGreaterThan(0.8 * score);
    }
    expect(titlesOf(await forYou(ada, '&seen=true')).some((id) => [0, 4, 8].map(idOf).includes(id))).toBe(
      true,
    );
  });

  it('count each event once, however often it is sent or its message comes', async () => {
    const ada = await newcomer();
    const events = [told('rated', 1, { rating: 5 }), told('watched', 5, { completion: 0.9 })];
    await tell(ada, ...events);
    const once = await storedOf(ada);
    await tell(ada, ...events);
    await pubsubEvents(PubSubEnv.parse(environment())).publish(feedbackGiven, {
      account: ada.id as never,
      profile: ada.id as never,
      events: events.map((event) => ({ ...(event as Feedback), time: suite.clock.now() })),
    });
    await suite.drain();
    expect(await storedOf(ada)).toEqual(once);
  });

  it('answer a write that is sent again as the first time', async () => {
    const ada = await newcomer();
    const headers = { 'idempotency-key': randomUUID() };
    const later = new Date(suite.clock.now() + 6 * 60_000).toISOString();
    const body = { events: [told('rated', 1, { rating: 5 }), told('rated', 2, { rating: 5, at: later })] };
    const first = await ada.send('POST', '/api/v1/feedback', { body, headers });
    expect(first.body).toMatchObject({ accepted: 1 });
    await suite.drain();
    const once = await storedOf(ada);
    suite.clock.advance(10 * 60_000);
    expect((await ada.send('POST', '/api/v1/feedback', { body, headers })).body).toEqual(first.body);
    await suite.drain();
    expect(await storedOf(ada)).toEqual(once);
    const other = { events: body.events.slice(0, 1) };
    expect((await ada.send('POST', '/api/v1/feedback', { body: other, headers })).status).toBe(422);
  });

  it('never show what was refused, until that is taken back', async () => {
    const ada = await newcomer();
    const [first = ''] = titlesOf(await forYou(ada));
    const refused = { id: randomUUID(), type: 'not_for_me', title: first };
    await tell(ada, refused);
    expect(titlesOf(await forYou(ada, '&seen=true'))).not.toContain(first);
    await tell(ada, { id: randomUUID(), type: 'undo', title: first });
    expect(titlesOf(await forYou(ada))).toContain(first);
  });

  it('rest on no reason that was switched off', async () => {
    const ada = await newcomer();
    await tell(ada, told('rated', 0, { rating: 5 }), {
      id: randomUUID(),
      type: 'less',
      reason: 'genre:horror',
    });
    await tell(ada, { id: randomUUID(), type: 'less', reason: 'popular' });
    const list = await forYou(ada);
    const keys = list.data.flatMap(({ why }) => why.map(({ key }) => key));
    expect(keys).not.toContain('popular');
    expect(share(list, 'horror')).toBeLessThan(0.5);
    await tell(ada, { id: randomUUID(), type: 'undo', reason: 'popular' });
    expect((await forYou(ada)).data.flatMap(({ why }) => why.map(({ key }) => key))).toContain('popular');
  });

  it('rest on none of the reasons that they give once each is switched off', async () => {
    const viewer = await Person.signIn(suite, 'grace');
    const { body: added } = await viewer.send<{ id: string }>('POST', '/api/v1/user/profiles', {
      body: { name: 'Lee', preferences: { favorite_genres: ['western'] } },
    });
    const events = [0, 4, 2].map((film) => told('rated', film, { rating: 5 }));
    await give(viewer, events, added.id);
    await suite.drain();
    const keysOf = ({ data }: RecommendationList) =>
      new Set(data.flatMap(({ why }) => why.map(({ key }) => key)));
    const ask = () => forYou(viewer, '&company=friends&time=evening', added.id);
    const given = keysOf(await ask());
    expect(given).toContain('context:friends');
    await give(
      viewer,
      [...given].map((reason) => ({ id: randomUUID(), type: 'less', reason })),
      added.id,
    );
    await suite.drain();
    expect([...keysOf(await ask())].filter((key) => given.has(key))).toEqual([]);
    await viewer.send('DELETE', `/api/v1/user/profiles/${added.id}`);
  });

  it('go by stated genres before anything is known', async () => {
    const ada = await newcomer();
    await ada.send('PATCH', '/api/v1/user/preferences', {
      body: { favorite_genres: ['western'], disliked_genres: ['horror'], country: 'US' },
    });
    const list = await forYou(ada);
    expect(list.made_from).toEqual(['preferences']);
    expect(share(list, 'western')).toBeGreaterThan(0.5);
    expect(share(list, 'horror')).toBe(0);
  });

  it('are others on a refresh', async () => {
    const ada = await newcomer();
    const first = titlesOf(await forYou(ada));
    const second = titlesOf(await forYou(ada, '&refresh=true'));
    expect(second).toHaveLength(8);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
    expect(titlesOf(await forYou(ada))).toEqual(first);
  });

  it('fit the situation of a premium viewer, and are bent by the adapter', async () => {
    await tell(grace, told('rated', 2, { rating: 5 }), told('rated', 6, { rating: 4 }), told('added', 10));
    const list = await forYou(grace, '&company=partner&minutes=100');
    expect(list.made_from).toEqual(['history', 'adapter', 'context']);
    expect(list.data.every(({ runtime }) => runtime !== null && runtime <= 100)).toBe(true);
    const ada = await newcomer();
    const free = await forYou(ada, '&company=partner&minutes=100');
    expect(free.made_from).toEqual([]);
    expect(free.data.every(({ runtime }) => runtime !== null && runtime <= 100)).toBe(true);
  });

  it('keep to a child’s ceiling', async () => {
    const body = { name: 'Kim', kind: 'kids' };
    const kid = await grace.send<{ id: string }>('POST', '/api/v1/user/profiles', { body });
    const list = await forYou(grace, '', kid.body.id);
    expect(list.data.length).toBeGreaterThan(0);
    expect(list.data.every(({ certification }) => certification === 'PG')).toBe(true);
    expect((await give(grace, [told('rated', 1, { rating: 5 })], kid.body.id)).body.accepted).toBe(1);
    await suite.drain();
    expect((await forYou(grace, '', kid.body.id)).made_from).toContain('history');
    expect((await grace.send('DELETE', `/api/v1/user/profiles/${kid.body.id}`)).status).toBeLessThan(300);
    await suite.drain();
    const { docs } = await inPeople((db) =>
      db.collection('tastes').where('profile', '==', kid.body.id).get(),
    );
    expect(docs).toHaveLength(0);
  });
});

describe('a decision', () => {
  it('is one title and two others, on my subscriptions, with links and reasons', async () => {
    const ada = await newcomer();
    await ada.send('PATCH', '/api/v1/user/preferences', { body: { subscribed_platforms: ['netflix'] } });
    await tell(ada, told('rated', 0, { rating: 5 }));
    type Decided = { pick: Recommendation; alternatives: Recommendation[] };
    const decide = (query = '') => ada.get<Decided>(`/api/v1/recommendations/decide${query}`);
    const { status, body } = await decide();
    expect(status).toBe(200);
    const all = [body.pick, ...body.alternatives];
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    for (const { availability, reasons } of all)
      expect([availability[0]?.platform, reasons.length > 0]).toEqual(['netflix', true]);
    const { body: again } = await decide('?refresh=true');
    expect(all.map(({ id }) => id)).not.toContain(again.pick.id);
    await ada.send('PATCH', '/api/v1/user/preferences', { body: { subscribed_platforms: ['hulu'] } });
    expect((await decide()).status).toBe(404);
    expect((await decide('?mine=false')).status).toBe(200);
  });
});

describe('titles to begin with', () => {
  it('are known, and of different kinds', async () => {
    const { data } = await suite.get<{ data: { genres: string[] }[] }>(
      '/api/v1/recommendations/onboarding?limit=4',
    );
    expect(new Set(data.flatMap(({ genres }) => genres)).size).toBe(4);
  });
});

describe('the list as events', () => {
  it('begins with what is trending, and ends with the whole answer', async () => {
    const ada = await newcomer();
    const refused = titlesOf(await forYou(ada))[0] ?? '';
    await tell(ada, told('rated', 0, { rating: 5 }), {
      id: randomUUID(),
      type: 'not_for_me',
      title: refused,
    });
    const headers = { authorization: `Bearer ${ada.token}`, accept: 'text/event-stream' };
    const answer = await suite.fetch(`${FOR_YOU}?limit=8`, { headers });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    const events = (await answer.text())
      .split('\n\n')
      .filter(Boolean)
      .map((text) => text.split('\n').map((line) => line.slice(line.indexOf(' ') + 1)))
      .map(([event = '', data = '']) => ({ event, data: JSON.parse(data) }));
    expect(events.map(({ event }) => event)).toEqual(['first', 'list']);
    const first = events[0]?.data as RecommendationList['data'];
    expect(first.map(({ reasons }) => reasons)).toEqual(Array(8).fill(['trending']));
    expect(first.map(({ id }) => id)).not.toEqual(expect.arrayContaining([refused]));
    expect(first.map(({ id }) => id)).not.toEqual(expect.arrayContaining([idOf(0)]));
    expect(events[1]?.data).toEqual(await forYou(ada));
  });

  it('are one to who wants nothing for its being trending', async () => {
    const ada = await newcomer();
    await tell(ada, { id: randomUUID(), type: 'less', reason: 'trending' });
    const headers = { authorization: `Bearer ${ada.token}`, accept: 'text/event-stream' };
    const text = await (await suite.fetch(`${FOR_YOU}?limit=8`, { headers })).text();
    expect(text.match(/^event: \w+$/gm)).toEqual(['event: list']);
  });

  it('are refused as ever where the request is wrong', async () => {
    const answer = await suite.fetch(`${FOR_YOU}?limit=0`, { headers: { accept: 'text/event-stream' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });
});

describe('what was learned of everybody', () => {
  it('is trained on what viewers told, published, and recommended by', async () => {
    const viewers = await Promise.all(Array.from({ length: 6 }, newcomer));
    for (const viewer of viewers)
      await give(
        viewer,
        [1, 6, 11, 16].map((film, i) =>
          told('rated', film, {
            rating: 5,
            at: new Date(suite.clock.now() - 3_600_000 * (5 - i)).toISOString(),
          }),
        ),
      );
    await suite.drain();
    await suite.emulators.scheduler.run('sona-train');
    await suite.drain();
    suite.clock.advance(61_000);
    const ada = await newcomer();
    await tell(ada, told('rated', 6, { rating: 5 }));
    await forYou(ada);
    const { data } = await forYou(ada);
    const next = data.find(({ id }) => id === idOf(11));
    expect(next?.why.map(({ key }) => key)).toContain(`after:${idOf(6)}`);
    expect(next?.reasons.join()).toContain('watched after');
  });
});

describe('what cannot be right', () => {
  it('is answered in its place', async () => {
    const ada = await newcomer();
    const later = new Date(suite.clock.now() + 6 * 60_000).toISOString();
    const soon = new Date(suite.clock.now() + 4 * 60_000).toISOString();
    const body = await tell(
      ada,
      told('rated', 0, { rating: 5, at: later }),
      { ...told('rated', 0, { rating: 5 }), title: randomUUID() },
      told('rated', 0, { rating: 5, at: soon }),
    );
    expect(body.results.map(({ status }) => status)).toEqual(['in-the-future', 'unknown-title', 'accepted']);
    expect(body.accepted).toBe(1);
  });

  it('is refused where it is nonsense', async () => {
    const ada = await newcomer();
    for (const wrong of [
      { type: 'rated', rating: 6 },
      { type: 'rated' },
      { type: 'watched', completion: -1 },
      { type: 'watched' },
      { type: 'less', reason: 'everything' },
      { type: 'sold' },
    ])
      expect((await give(ada, [{ ...told('rated', 0), ...wrong }])).status, JSON.stringify(wrong)).toBe(400);
    expect((await give(ada, [])).status).toBe(400);
    const many = Array.from({ length: 101 }, () => told('clicked', 0));
    expect((await give(ada, many)).status).toBe(400);
    const { status } = await suite.fetch('/api/v1/feedback', { method: 'POST', body: '{}' });
    expect(status).toBe(401);
  });

  it('does not break what is kept: an adapter that cannot be read is learned anew', async () => {
    await tell(grace, told('rated', 3, { rating: 5 }));
    await inPeople(async (db) => {
      const { docs } = await db.collection('tastes').where('profile', '==', grace.id).get();
      for (const { ref } of docs) await ref.update({ adapter: Buffer.from('broken') });
    });
    await forgetKept();
    const without = await forYou(grace);
    expect(without.made_from).toEqual(['history']);
    await tell(grace, told('rated', 7, { rating: 5 }));
    expect((await forYou(grace)).made_from).toEqual(['history', 'adapter']);
  });

  it('goes on when the clock is turned', async () => {
    const ada = await newcomer();
    await tell(ada, told('rated', 0, { rating: 5 }));
    suite.clock.advance(40 * 86_400_000);
    const later = await Person.signIn(suite, 'grace');
    expect((await forYou(later)).data).toHaveLength(8);
  });
});

describe('who does not want to be known', () => {
  it('is not learned from, nor recommended by what was known', async () => {
    const ada = await newcomer();
    await tell(ada, ...[0, 4, 8].map((film) => told('rated', film, { rating: 5 })));
    await ada.send('PATCH', '/api/v1/user/privacy', { body: { personalisation: false } });
    expect((await tell(ada, told('rated', 12, { rating: 5 }))).results).toMatchObject([
      { status: 'not-allowed' },
    ]);
    expect((await forYou(ada)).made_from).toEqual([]);
    await ada.send('PATCH', '/api/v1/user/privacy', { body: { personalisation: true, history: false } });
    const body = await tell(ada, told('watched', 12, { completion: 1 }), told('rated', 16, { rating: 2 }));
    expect(body.results.map(({ status }) => status)).toEqual(['not-allowed', 'accepted']);
  });

  it('takes it along, and leaves nothing', async () => {
    const ada = await newcomer();
    await tell(ada, told('rated', 0, { rating: 5 }));
    await forYou(ada);
    const exported = await ada.get<{ data: { tastes: { tastes: { taste: { titles: unknown[] } }[] } } }>(
      '/api/v1/user/export',
    );
    expect(exported.body.data.tastes.tastes[0]?.taste.titles).toMatchObject([{ title: idOf(0), rating: 5 }]);
    const message = {
      account: ada.id as never,
      profile: ada.id as never,
      events: [{ ...told('rated', 1, { rating: 5 }), time: suite.clock.now() } as never],
    };
    await ada.send('DELETE', '/api/v1/user');
    await suite.drain();
    await pubsubEvents(PubSubEnv.parse(environment())).publish(feedbackGiven, message);
    await suite.drain();
    const { docs } = await inPeople((db) => db.collection('tastes').where('account', '==', ada.id).get());
    expect(docs).toHaveLength(0);
    expect(JSON.stringify(await suite.emulators.all.get('upstash')?.export())).not.toContain(
      `taste:${ada.id}`,
    );
  });
});

const environment = () => ({ GOOGLE_CLOUD_PROJECT: 'media-gateway', ...suite.emulators.env });
async function inPeople<T>(use: (db: ReturnType<typeof firestoreDatabase>) => Promise<T>): Promise<T> {
  const db = firestoreDatabase(environment(), 'people');
  try {
    return await use(db);
  } finally {
    await db.terminate();
  }
}
async function storedOf({ id }: Person): Promise<unknown> {
  const { docs } = await inPeople((db) => db.collection('tastes').where('profile', '==', id).get());
  expect(docs).toHaveLength(1);
  const { body, adapter } = docs[0]?.data() ?? {};
  return { body, adapter: Buffer.from(adapter ?? []).toString('hex') };
}
/** As if what is kept near had been dropped. */
async function forgetKept(): Promise<void> {
  const redis = upstashClient(UpstashEnv.parse(suite.emulators.env));
  await redis.del(`taste:${grace.id}`);
}
