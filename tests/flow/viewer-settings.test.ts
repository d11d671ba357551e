import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { noPreferences } from '../../shared/viewer/preferences.js';
import { everythingAllowed } from '../../shared/viewer/privacy.js';
import { Person } from '../support/people.js';

const PREFERENCES = '/api/v1/user/preferences';

let suite: Suite;
let ada: Person;
beforeAll(async () => {
  suite = await Suite.start();
  ada = await Person.signIn(suite, 'ada');
});
afterAll(() => suite.stop());

const change = (body: unknown, headers: Record<string, string> = {}) =>
  ada.send('PATCH', PREFERENCES, { body, headers });

describe('a profile', () => {
  it('is there from the first sign-in on', async () => {
    const { status, body } = await ada.get('/api/v1/user/profile');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user_id: ada.id,
      email: expect.stringContaining('ada'),
      role: 'free_user',
      profile: { id: ada.id, kind: 'owner' },
      preferences: noPreferences,
      privacy_settings: everythingAllowed,
    });
  });

  it('is told to nobody who has not signed in', async () => {
    expect((await suite.fetch('/api/v1/user/profile')).status).toBe(401);
  });
});

describe('preferences', () => {
  const all = {
    favorite_genres: ['science-fiction', 'comedy'],
    disliked_genres: ['horror'],
    preferred_languages: ['en', 'fr'],
    subscribed_platforms: ['netflix', 'hulu'],
    max_content_rating: 'R',
    preferred_video_quality: 'UHD',
    autoplay_next: false,
    group_picks: true,
    country: 'DE',
  };

  it('keep all that they are told, in the form that lists know', async () => {
    const told = { ...all, favorite_genres: ['Science-Fiction', 'comedy', 'COMEDY'], country: 'de' };
    expect(await change({ ...told, max_content_rating: 'r' })).toMatchObject({ status: 200, body: all });
    expect((await ada.get(PREFERENCES)).body).toEqual(all);
  });

  it('stay as they are where nothing is said', async () => {
    expect((await change({ autoplay_next: true, max_content_rating: null })).body).toEqual({
      ...all,
      autoplay_next: true,
      max_content_rating: null,
    });
  });

  it.each([
    [{ favorite_genres: ['opera'] }, 'favorite_genres.0'],
    [{ subscribed_platforms: ['blockbuster'] }, 'subscribed_platforms.0'],
    [{ preferred_languages: ['xx'] }, 'preferred_languages.0'],
    [{ preferred_languages: ['iw'] }, 'preferred_languages.0'],
    [{ max_content_rating: 'FSK 16' }, 'max_content_rating'],
    [{ preferred_video_quality: '8K' }, 'preferred_video_quality'],
    [{ country: 'XX' }, 'country'],
    [{ autoplay_next: 'yes' }, 'autoplay_next'],
    [{ favourite_genres: ['drama'] }, 'favourite_genres'],
    [{ disliked_genres: ['comedy'] }, 'disliked_genres'],
  ])('refuse %j', async (body, field) => {
    const before = (await ada.get(PREFERENCES)).body;
    const refused = await change(body);
    expect(refused.status).toBe(400);
    expect(refused.body['errors']).toMatchObject([{ field }]);
    expect((await ada.get(PREFERENCES)).body).toEqual(before);
  });

  it('change once, however often the same change is sent', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => change({ country: 'FR' }, key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body['country']}`))).toEqual(
      new Set(['200 FR']),
    );
    await change({ country: 'US' });
    expect((await change({ country: 'FR' }, key)).body['country']).toBe('FR');
    expect((await ada.get(PREFERENCES)).body['country']).toBe('US');
    expect((await change({ country: 'IT' }, key)).status).toBe(422);
  });

  it('of one person are not those of another', async () => {
    const grace = await Person.signIn(suite, 'grace');
    expect((await grace.get(PREFERENCES)).body).toEqual(noPreferences);
  });
});

describe('privacy', () => {
  it('is changed by whose account it is, one setting at a time', async () => {
    const privacy = '/api/v1/user/privacy';
    const changed = await ada.send('PATCH', privacy, { body: { history: false } });
    expect(changed.body).toEqual({ ...everythingAllowed, history: false });
    expect((await ada.get(privacy)).body).toEqual(changed.body);
    expect((await ada.send('PATCH', privacy, { body: { cookies: true } })).status).toBe(400);
  });
});
