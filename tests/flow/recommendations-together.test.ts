import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import type { Recommendation } from '../../shared/recommendation/answers.js';
import type { Why } from '../../shared/recommendation/reasons.js';
import { suiteWith } from '../support/flow.js';
import { Person } from '../support/people.js';

const DECIDE = '/api/v1/recommendations/decide';
const PROFILES = '/api/v1/user/profiles';
const genreOf = ['horror', 'romance', 'western', 'comedy'] as const;

/** Films of four genres, half of each for everybody. */
const films = Array.from({ length: 64 }, (_, i) => {
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
    directors: [`Director ${genre} ${i % 3}`],
    certification: i % 8 < 4 ? 'PG' : 'R',
    vote_count: 1_000,
    popularity: 60,
    availability: [
      {
        platform: i % 16 < 8 ? 'netflix' : 'hulu',
        region: 'US',
        type: 'subscription',
        url: `https://example.org/watch/${i}`,
        simulated: true,
      },
    ],
  };
});

interface Decided {
  pick: Recommendation;
  alternatives: Recommendation[];
  turn: { profile: string; ratings: { profile: string; rating: number; why: Why[] }[] };
}

let suite: Suite;
let ids: string[];
beforeAll(async () => {
  suite = await suiteWith(films, { clock: Date.parse('2026-11-21T10:00:00Z'), env: { TMDB_PAGES: '1' } });
  await suite.emulators.scheduler.run('write-catalogue-artefact');
  suite.clock.advance(2_000);
  ids = await Promise.all(
    films.map(async ({ id }) => (await suite.get<{ id: string }>(`/api/v1/content/external/file/${id}`)).id),
  );
});
afterAll(() => suite.stop());

/** An account of somebody who likes horror, with a partner who likes romance and agrees, and a child. */
async function family() {
  const owner = await Person.signIn(suite, `new${randomUUID().slice(0, 8)}`);
  const add = async (name: string, kind: string, preferences: object) => {
    const { status, body } = await owner.send<{ id: string }>('POST', PROFILES, {
      body: { name, kind, preferences },
    });
    expect(status).toBe(201);
    return body.id;
  };
  const partner = await add('Bo', 'standard', { group_picks: true });
  const kid = await add('Kim', 'kids', {});
  await like(owner, owner.id, 'horror');
  await like(owner, partner, 'romance');
  return { owner, partner, kid };
}

async function tell(owner: Person, profile: string, events: readonly object[]) {
  const body = { events: events.map((event) => ({ id: randomUUID(), ...event })) };
  const headers = { 'x-profile': profile };
  expect((await owner.send('POST', '/api/v1/feedback', { body, headers })).status).toBe(202);
  await suite.drain();
}

const like = (owner: Person, profile: string, genre: (typeof genreOf)[number]) =>
  tell(
    owner,
    profile,
    ids
      .filter((_, i) => genreOf[i % 4] === genre)
      .slice(0, 4)
      .map((title) => ({ type: 'rated', title, rating: 5 })),
  );

function decide(person: Person, profiles: readonly string[], more: object = {}, headers = {}) {
  return person.send<Decided>('POST', DECIDE, { body: { profiles, ...more }, headers });
}
const all = ({ pick, alternatives }: Decided) => [pick, ...alternatives];

describe('a pick for several', () => {
  it('is one title and two others that can be watched, with reasons, and how it suits each', async () => {
    const { owner, partner } = await family();
    const { status, body } = await decide(owner, [owner.id, partner]);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(new Set(all(body).map(({ id }) => id)).size).toBe(3);
    for (const { availability, reasons, why } of all(body)) {
      expect(availability[0]?.deep_link).toMatch(/^https:\/\/example.org\/watch/);
      expect([reasons.length > 0, why.length > 0]).toEqual([true, true]);
    }
    expect(body.turn.ratings.map(({ profile }) => profile)).toEqual([owner.id, partner]);
    for (const { rating } of body.turn.ratings) expect(rating).toBeGreaterThanOrEqual(1 / 3);
  });

  it('goes by one and then by the other', async () => {
    const { owner, partner } = await family();
    const turns: string[] = [];
    const genres: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { body } = await decide(owner, [owner.id, partner], { refresh: true });
      turns.push(body.turn.profile);
      genres.push(body.pick.genres[0] ?? '');
    }
    expect(turns).toEqual([owner.id, partner, owner.id, partner]);
    expect(genres).toEqual(['horror', 'romance', 'horror', 'romance']);
  });

  it('moves the turn on once, however often it is sent', async () => {
    const { owner, partner } = await family();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await decide(owner, [owner.id, partner], {}, headers);
    const again = await decide(owner, [owner.id, partner], {}, headers);
    expect(again.body).toEqual(first.body);
    expect((await decide(owner, [owner.id, partner])).body.turn.profile).toBe(partner);
    expect((await decide(owner, [partner, owner.id], {}, headers)).status).toBe(422);
  });

  it('keeps to the lowest ceiling, and leaves out what one refused or has seen', async () => {
    const { owner, partner, kid } = await family();
    const group = [owner.id, partner, kid];
    const { body } = await decide(owner, group);
    expect(all(body).map(({ certification }) => certification)).toEqual(['PG', 'PG', 'PG']);
    const [refused, seen] = all(body).map(({ id }) => id);
    await tell(owner, kid, [{ type: 'not_for_me', title: refused }]);
    await tell(owner, partner, [{ type: 'watched', title: seen, completion: 1 }]);
    for (let i = 0; i < 3; i++) {
      const found = all((await decide(owner, group)).body).map(({ id }) => id);
      expect(found).not.toContain(refused);
      expect(found).not.toContain(seen);
    }
    const strict = (await decide(owner, group, { max_certification: 'G' })).status;
    expect(strict).toBe(404);
  });

  it('is on what any of them subscribes to', async () => {
    const { owner, partner } = await family();
    const body = { preferences: { subscribed_platforms: ['hulu'] } };
    await owner.send('PATCH', `${PROFILES}/${partner}`, { body });
    const found = all((await decide(owner, [owner.id, partner])).body);
    expect(found.map(({ availability }) => availability[0]?.platform)).toEqual(['hulu', 'hulu', 'hulu']);
  });
});

describe('who takes part', () => {
  it('has agreed, and may withdraw', async () => {
    const { owner, partner } = await family();
    const withdraw = (group_picks: boolean) =>
      owner.send('PATCH', '/api/v1/user/preferences', {
        body: { group_picks },
        headers: { 'x-profile': partner },
      });
    expect((await withdraw(false)).status).toBe(200);
    const { status, body } = await decide(owner, [owner.id, partner]);
    expect([status, (body as unknown as { detail: string }).detail]).toEqual([
      403,
      `Profile ${partner} takes part where its preferences have group_picks switched on.`,
    ]);
    await withdraw(true);
    expect((await decide(owner, [owner.id, partner])).status).toBe(200);
    await owner.send('PATCH', '/api/v1/user/privacy', { body: { personalisation: false } });
    expect((await decide(owner, [owner.id, partner])).status).toBe(403);
  });

  it('is of the account: another’s profile is not there', async () => {
    const [ours, theirs] = [await family(), await family()];
    for (const profile of [theirs.partner, theirs.owner.id, randomUUID()]) {
      const { status, body } = await decide(ours.owner, [ours.owner.id, profile]);
      expect([status, (body as unknown as { code: string }).code]).toEqual([404, 'profile-not-found']);
    }
  });

  it('is a child only where the owner asks, and nobody whom a child asks for', async () => {
    const { owner, partner, kid } = await family();
    expect((await decide(owner, [partner, kid])).status).toBe(200);
    const ask = async (as: string, group: string[]) =>
      (await decide(owner, group, {}, { 'x-profile': as })).status;
    expect(await ask(partner, [partner, kid])).toBe(403);
    expect(await ask(kid, [kid, partner])).toBe(403);
    // The owner has not agreed, where another asks.
    expect(await ask(partner, [partner, owner.id])).toBe(403);
    await owner.send('PATCH', '/api/v1/user/preferences', { body: { group_picks: true } });
    expect(await ask(partner, [partner, owner.id])).toBe(200);
  });

  it('is at least two, each once', async () => {
    const { owner, partner } = await family();
    for (const profiles of [[], [owner.id], [owner.id, owner.id], ['x', 'y'], undefined, 7])
      expect((await decide(owner, profiles as string[])).status, String(profiles)).toBe(400);
    const many = [owner.id, partner, ...Array.from({ length: 6 }, () => randomUUID())];
    expect((await decide(owner, many)).status).toBe(400);
    const unknown = await suite.fetch(DECIDE, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ profiles: [owner.id, partner] }),
    });
    expect(unknown.status).toBe(401);
  });
});

describe('whose turn it was', () => {
  it('is exported, and goes with the profile and the account', async () => {
    const { owner, partner } = await family();
    await decide(owner, [owner.id, partner]);
    const household = async () =>
      (await owner.get<{ data: { household: { turns: { profile: string }[] } } }>('/api/v1/user/export')).body
        .data.household;
    expect((await household()).turns.map(({ profile }) => profile)).toEqual([owner.id, partner]);
    await owner.send('DELETE', `${PROFILES}/${partner}`);
    expect((await household()).turns.map(({ profile }) => profile)).toEqual([owner.id]);
    const kept = async () =>
      (await inPeople((db) => db.collection('households').get())).docs.filter((document) =>
        String(document.get('body')).includes(owner.id),
      ).length;
    expect(await kept()).toBe(1);
    await owner.send('DELETE', '/api/v1/user');
    await suite.drain();
    expect(await kept()).toBe(0);
  });
});

async function inPeople<T>(use: (db: ReturnType<typeof firestoreDatabase>) => Promise<T>): Promise<T> {
  const db = firestoreDatabase({ GOOGLE_CLOUD_PROJECT: 'media-gateway', ...suite.emulators.env }, 'people');
  try {
    return await use(db);
  } finally {
    await db.terminate();
  }
}
