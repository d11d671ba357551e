import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import type { Manifest } from '../../shared/function/declare.js';
import type { Profile } from '../../shared/viewer/household.js';
import { suiteWith, type TitlePage } from '../support/flow.js';
import { Person } from '../support/people.js';

const PROFILES = '/api/v1/user/profiles';

const film = (id: string, title: string, certification: string | undefined, more = {}) => ({
  id,
  type: 'movie',
  title,
  year: 2020,
  genres: ['Adventure'],
  overview: `A bear called ${title} looks for honey in the forest.`,
  keywords: ['bear', 'honey'],
  cast: ['Ursula Brown'],
  certification,
  vote_count: 1_000,
  popularity: 50,
  external_ids: { imdb: `tt00000${id.length}${id.charCodeAt(0)}` },
  availability: [{ platform: 'netflix', region: 'US', type: 'subscription', simulated: true }],
  ...more,
});
/** All alike, but for whom they are. */
const titles = [
  film('mild', 'Bear of the Meadow', 'G'),
  film('milder', 'Bear of the Brook', 'PG'),
  film('strict', 'Bear of the Night', 'R'),
  film('unknown', 'Bear of the Fog', undefined),
  film('series', 'Bear of the Cave', 'TV-MA', { type: 'series' }),
  film('bought', 'Bear of the Shop', 'G', {
    availability: [
      { platform: 'netflix', region: 'US', type: 'buy', price: 9.99, simulated: true },
      { platform: 'hulu', region: 'US', type: 'subscription', simulated: true },
    ],
  }),
];
const hidden = ['Bear of the Night', 'Bear of the Fog', 'Bear of the Cave'];

let suite: Suite;
let ada: Person;
let kid: Profile;
const ids = new Map<string, string>();
beforeAll(async () => {
  suite = await suiteWith(titles);
  suite.clock.advance(60_000);
  await suite.emulators.scheduler.run('write-catalogue-artefact');
  await suite.drain();
  ada = await Person.signIn(suite, 'ada');
  const body = { name: 'Kim', kind: 'kids', preferences: { subscribed_platforms: ['netflix'] } };
  kid = (await ada.send<Profile>('POST', PROFILES, { body })).body;
  for (const { id } of titles) {
    const found = await suite.get<{ id: string }>(`/api/v1/content/external/file/${id}`);
    ids.set(id, found.id);
  }
});
afterAll(() => suite.stop());

const idOf = (name: string) => ids.get(name) ?? '';
/** Everything that answers titles, as far as it needs no body. */
const paths = Object.values(services as Manifest).flatMap(({ audience, routes }) =>
  audience === 'public'
    ? Object.values(routes).flatMap((route) =>
        route.trigger === 'request' &&
        route.method === 'GET' &&
        /^(search|content|trending|platforms|recommendations):/.test(route.permission)
          ? [route.path]
          : [],
      )
    : [],
);
const asked = (path: string, id: string) => {
  const filled = path
    .replace('{id}', path.includes('external') ? 'mild' : id)
    .replace('{source}', 'file')
    .replace('{platform_id}', 'netflix');
  return path.includes('/search/') ? `${filled}?q=bear` : filled;
};

describe('a kids profile', () => {
  it('begins with a ceiling for children', () => {
    expect(kid).toMatchObject({ name: 'Kim', kind: 'kids', preferences: { max_content_rating: 'PG' } });
  });

  it.each(paths)('sees nothing beyond its ceiling at %s', async (path) => {
    const url = asked(path, idOf('mild'));
    const own = await ada.get(url);
    const again = await ada.get(url, kid.id);
    expect([own.status, again.status]).toEqual([200, 200]);
    const shown = JSON.stringify(again.body);
    for (const name of hidden) expect(shown).not.toContain(name);
    for (const name of ['strict', 'unknown', 'series']) expect(shown).not.toContain(idOf(name));
    // What others were given before is not what it is given, nor the other way round.
    expect((await ada.get(url)).body).toEqual(own.body);
  });

  // A decision names three of all.
  it.each(paths.filter((path) => !/genres$|platforms$|decide$/.test(path)))(
    'would see them without it at %s',
    async (path) => {
      const url = asked(path, idOf(path.includes('similar') ? 'mild' : 'strict'));
      const { body } = await ada.get(url.replace('/file/mild', '/file/strict'));
      expect(JSON.stringify(body)).toContain(path.endsWith('/tv') ? 'Bear of the Cave' : 'Bear of the Night');
    },
  );

  it('finds nothing where a title beyond it is named, as if there were none', async () => {
    const absent = await ada.get('/api/v1/content/0e0f4a53-52a7-4b4e-8a6f-0b7f4d1b8a77', kid.id);
    for (const name of ['strict', 'unknown', 'series']) {
      for (const path of [
        `/api/v1/content/${idOf(name)}`,
        `/api/v1/content/${idOf(name)}/graph`,
        `/api/v1/content/external/file/${name}`,
        `/api/v1/recommendations/similar/${idOf(name)}`,
      ]) {
        const { status, body } = await ada.get(path, kid.id);
        expect([status, body['code']]).toEqual([404, absent.body['code']]);
      }
    }
  });

  it('is asked by POST as well, and counts only what it is shown', async () => {
    const { body } = await ada.send<TitlePage>('POST', '/api/v1/search', {
      body: { q: 'bear rated R', max_certification: 'NC-17' },
      headers: { 'x-profile': kid.id },
    });
    expect(body.data.map(({ title }) => title).filter((title) => hidden.includes(title))).toEqual([]);
    expect(body.data.length).toBeGreaterThan(0);
    expect(body.facets['ratings']?.map(({ value }) => value)).not.toContain('R');
  });

  it('is not offered to leave its ceiling out', async () => {
    const { body } = await ada.get<{ query: { relax: { parameter: string }[] } }>(
      '/api/v1/search/semantic?q=bear&genres=horror&max_certification=G',
      kid.id,
    );
    expect(body.query.relax.map(({ parameter }) => parameter)).toEqual(['genres']);
  });

  it('cannot go on with a cursor that its ceiling has not made', async () => {
    const { body } = await ada.get<TitlePage>('/api/v1/content/movies?limit=1');
    const next = `/api/v1/content/movies?limit=1&cursor=${body.pagination.next_cursor}`;
    expect((await ada.get(next, kid.id)).status).toBe(400);
  });

  it('changes nothing, takes nothing away and sees no other profile', async () => {
    const attempts: [string, string, unknown?][] = [
      ['PATCH', '/api/v1/user/preferences', { max_content_rating: 'R' }],
      ['PATCH', '/api/v1/user/privacy', { analytics: true }],
      ['POST', PROFILES, { name: 'Grown-up' }],
      ['PATCH', `${PROFILES}/${kid.id}`, { preferences: { max_content_rating: null } }],
      ['DELETE', `${PROFILES}/${kid.id}`],
      ['GET', '/api/v1/user/export'],
      ['DELETE', '/api/v1/user'],
    ];
    for (const [method, path, body] of attempts) {
      const headers = { 'x-profile': kid.id };
      const refused = await ada.send(method, path, { headers, ...(body !== undefined && { body }) });
      expect([method, path, refused.status, refused.body['code']]).toEqual([
        method,
        path,
        403,
        'not-in-this-profile',
      ]);
    }
    const seen = await ada.get<{ data: Profile[] }>(PROFILES, kid.id);
    expect(seen.body.data).toEqual([kid]);
    expect((await ada.get('/api/v1/user/profile', kid.id)).body).toMatchObject({ name: 'Kim', email: null });
  });

  it('of an administrator administers nothing', async () => {
    const root = await Person.signIn(suite, 'root');
    const own = (await root.send<Profile>('POST', PROFILES, { body: { name: 'Kim', kind: 'kids' } })).body;
    const runs = '/api/v1/admin/ingestion/runs';
    expect([(await root.get(runs)).status, (await root.get(runs, own.id)).status]).toEqual([200, 403]);
  });

  it('waits while nobody can tell its ceiling; its owner goes on', async () => {
    const faults = suite.emulators.all.get('firestore')?.faults;
    faults?.set({ kind: 'down', rate: 1 });
    const [own, kids] = [
      await ada.get('/api/v1/content/movies'),
      await ada.get('/api/v1/content/movies', kid.id),
    ];
    faults?.clear();
    suite.clock.advance(61_000);
    expect([own.status, kids.status]).toEqual([200, 503]);
  });
});

describe('profiles', () => {
  it('are chosen by their id, and nobody else’s', async () => {
    const grace = await Person.signIn(suite, 'grace');
    const absent = await grace.get('/api/v1/content/movies', '0e0f4a53-52a7-4b4e-8a6f-0b7f4d1b8a77');
    const somebodyElse = await grace.get('/api/v1/content/movies', kid.id);
    expect([somebodyElse.status, somebodyElse.body['code']]).toEqual([404, 'profile-not-found']);
    expect(absent.status).toBe(404);
    const anonymous = await suite.fetch('/api/v1/content/movies', { headers: { 'x-profile': kid.id } });
    expect(anonymous.status).toBe(401);
  });

  it('are added, changed and deleted by their owner', async () => {
    const body = { name: 'Teen', preferences: { max_content_rating: 'TV-14' } };
    const added = await ada.send<Profile>('POST', PROFILES, { body });
    expect([added.status, added.body.kind]).toEqual([201, 'standard']);
    const { id } = added.body;
    const own = await ada.send('PATCH', '/api/v1/user/preferences', {
      body: { favorite_genres: ['comedy'] },
      headers: { 'x-profile': id },
    });
    expect(own.status).toBe(200);
    const lifted = await ada.send('PATCH', '/api/v1/user/preferences', {
      body: { max_content_rating: 'R' },
      headers: { 'x-profile': id },
    });
    expect(lifted.status).toBe(403);
    const changed = await ada.send('PATCH', `${PROFILES}/${id}`, { body: { name: 'Teenager' } });
    expect(changed.body).toMatchObject({ name: 'Teenager', preferences: { favorite_genres: ['comedy'] } });
    expect((await ada.send('DELETE', `${PROFILES}/${id}`)).status).toBe(200);
    expect((await ada.get('/api/v1/content/movies', id)).status).toBe(404);
    expect((await ada.send('DELETE', `${PROFILES}/${ada.id}`)).status).toBe(409);
  });

  it('of children keep a ceiling for children', async () => {
    for (const max_content_rating of [null, 'R', 'TV-MA']) {
      const body = { preferences: { max_content_rating } };
      expect((await ada.send('PATCH', `${PROFILES}/${kid.id}`, { body })).status).toBe(400);
    }
  });

  it('are not more than six', async () => {
    const grace = await Person.signIn(suite, 'grace');
    const statuses = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await grace.send('POST', PROFILES, { body: { name: `${i}` } })).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 409]);
  });

  it('hold the owner to a ceiling of their own', async () => {
    const [strict, path] = ['/api/v1/user/preferences', `/api/v1/content/${idOf('strict')}`];
    expect((await ada.get(path)).status).toBe(200);
    await ada.send('PATCH', strict, { body: { max_content_rating: 'PG-13' } });
    expect((await ada.get(path)).status).toBe(404);
    await ada.send('PATCH', strict, { body: { max_content_rating: null } });
    expect((await ada.get(path)).status).toBe(200);
  });
});

describe('what a viewer has', () => {
  const listed = async (path: string, profile?: string) => {
    const { status, body } = await ada.get<TitlePage>(path, profile);
    expect(status).toBe(200);
    return body.data.map(({ title }) => title).sort();
  };

  it('is what the profile’s subscriptions include, without rent and buy', async () => {
    const mine = '/api/v1/discover/movies?mine=true';
    expect(await listed(mine)).toEqual([]);
    expect(await listed(mine, kid.id)).toEqual(['Bear of the Brook', 'Bear of the Meadow']);
    expect(await listed(`${mine}&offer_types=buy`, kid.id)).toEqual(['Bear of the Shop']);
    const body = { subscribed_platforms: ['hulu'] };
    await ada.send('PATCH', '/api/v1/user/preferences', { body });
    expect(await listed(mine)).toEqual(['Bear of the Shop']);
    expect(await listed(mine, kid.id)).toEqual(['Bear of the Brook', 'Bear of the Meadow']);
    expect((await suite.fetch(mine)).status).toBe(401);
  });
});
