import { randomUUID } from 'node:crypto';
import { Redis } from '@upstash/redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { AccountId } from '../../shared/account/account.js';
import { firestoreDeadLetters } from '../../shared/adapters/firestore/dead-letter-store.js';
import { firestoreDatabase } from '../../shared/adapters/firestore/firestore.js';
import { PubSubEnv } from '../../shared/adapters/pubsub/env.js';
import { pubsubEvents } from '../../shared/adapters/pubsub/events.js';
import { auditRecorded } from '../../shared/event/audit-events.js';
import { peopleCollections, upstashKeys } from '../../shared/privacy/holdings.js';
import type { DatabaseName } from '../../shared/storage-layout.js';
import type { Profile } from '../../shared/viewer/household.js';
import { Person } from '../support/people.js';
import { whereIs } from '../support/where-is.js';

/** Found nowhere else, whatever encodes it. */
const CANARY = `canary${randomUUID().replaceAll('-', '')}`;
const HOUR_MS = 3_600_000;

let suite: Suite;
let person: Person;
let kid: Profile;
const logged: string[] = [];
beforeAll(async () => {
  const listen = (chunk: unknown) => {
    logged.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(listen);
  vi.spyOn(process.stderr, 'write').mockImplementation(listen);
  suite = await Suite.start({ limits: true, env: { LOG_LEVEL: 'debug', TMDB_PAGES: '1' } });
  person = await Person.signIn(suite, CANARY);
  await plant();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await suite.stop();
});

const environment = () => ({ GOOGLE_CLOUD_PROJECT: 'media-gateway', ...suite.emulators.env });
const redis = () =>
  new Redis({
    url: suite.emulators.env['UPSTASH_REDIS_REST_URL'] ?? '',
    token: suite.emulators.env['UPSTASH_REDIS_REST_TOKEN'] ?? '',
    enableTelemetry: false,
  });
async function inDatabase<T>(
  name: DatabaseName,
  use: (db: ReturnType<typeof firestoreDatabase>) => Promise<T>,
): Promise<T> {
  const db = firestoreDatabase(environment(), name);
  try {
    return await use(db);
  } finally {
    await db.terminate();
  }
}

/** A text of one's own wherever there is room for one. */
async function plant(): Promise<void> {
  const headers = { 'idempotency-key': `${CANARY}-key` };
  const send = (method: string, path: string, body: unknown) => person.send(method, path, { body, headers });
  kid = (await send('POST', '/api/v1/user/profiles', { name: `${CANARY} jr`, kind: 'kids' })).body as never;
  const preferences = { favorite_genres: ['comedy'], subscribed_platforms: ['netflix'], country: 'US' };
  await person.send('PATCH', '/api/v1/user/preferences', { body: preferences });
  await person.send('PATCH', '/api/v1/user/privacy', { body: { personalisation: false } });
  await person.get(`/api/v1/search/semantic?q=${CANARY}`, kid.id);
  await person.send('POST', '/api/v1/events', {
    body: {
      answers: [{ id: randomUUID(), search: CANARY, results: 3 }],
      opened: [{ id: randomUUID(), search: CANARY, title: randomUUID(), place: 1 }],
    },
  });
  await inDatabase('catalogue', (db) =>
    firestoreDeadLetters(db).put({
      id: `${CANARY}-letter`,
      message: JSON.stringify({ account: person.id, details: { client: CANARY } }),
      reason: 'never',
      topic: 'audit-recorded',
      function: 'write-audit-entry',
      attempts: 5,
      redrives: 8,
      poison: true,
      received_at: new Date(suite.clock.now()).toISOString(),
      redrive_at: null,
    }),
  );
  await suite.drain();
}

describe('what is held of people', () => {
  it('lies in no collection and under no key that nobody answers for', async () => {
    const collections = await inDatabase('people', async (db) =>
      (await db.listCollections()).map(({ id }) => id),
    );
    expect(collections).toEqual(
      expect.arrayContaining(['accounts', 'households', 'oauth-grants', 'remembered-writes', 'audit-keys']),
    );
    expect(collections.filter((name) => !Object.hasOwn(peopleCollections, name))).toEqual([]);
    const keys = await redis().keys('*');
    const unknown = keys.filter((key) => !Object.keys(upstashKeys).some((prefix) => key.startsWith(prefix)));
    expect(unknown).toEqual([]);
    const naming = keys.filter((key) => key.includes(person.id));
    expect(naming.length).toBeGreaterThan(0);
    expect(naming.filter((key) => !key.startsWith('limit:'))).toEqual([]);
  });

  it('is exported, all of it', async () => {
    const { status, body } = await person.get<{ data: Record<string, unknown> }>('/api/v1/user/export');
    expect(status).toBe(200);
    const { data } = body;
    expect(data).toMatchObject({
      account: { email: expect.stringContaining(CANARY), identities: [{ provider: 'google' }] },
      household: {
        privacy: { personalisation: false },
        profiles: [{ id: person.id, preferences: { country: 'US' } }, { name: `${CANARY} jr` }],
      },
      recent_writes: [{ answered: { name: `${CANARY} jr` } }],
      messages_not_handled: [{ message: expect.stringContaining(CANARY) }],
    });
    expect(data['sign_ins']).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'oauth-grants' })]),
    );
    expect(JSON.stringify(data['sign_ins'])).not.toContain('sealed');
    expect(data['limits']).toEqual(
      expect.arrayContaining([expect.objectContaining({ counted_in: 'common' })]),
    );
    const events = (data['evidence'] as { event: string }[]).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['signed-in', 'token-issued']));
  });

  it('can be found before it is forgotten', async () => {
    expect(await whereIs(suite, CANARY)).toEqual(expect.arrayContaining(['firestore']));
    expect(await whereIs(suite, person.id)).toEqual(expect.arrayContaining(['firestore', 'upstash']));
  });
});

describe('an account that is deleted', () => {
  it('says when it will be forgotten', async () => {
    const { status, body } = await person.send('DELETE', '/api/v1/user');
    expect(status).toBe(202);
    expect(body['id']).toBe(person.id);
    expect(Date.parse(String(body['forgotten_by']))).toBeLessThanOrEqual(suite.clock.now() + HOUR_MS);
  });

  it('is signed out everywhere at once', async () => {
    expect((await person.get('/api/v1/user/profile')).status).toBe(401);
    expect((await person.get('/api/v1/content/movies')).status).toBe(401);
    const refreshed = await suite.fetch('/api/v1/auth/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'media-gateway-cli',
        refresh_token: person.refreshToken,
      }),
    });
    expect(refreshed.status).toBe(400);
  });

  it('stays so where the cache has lost that', async () => {
    expect(await redis().del(`revoked:${person.id}`)).toBe(1);
    expect((await person.get('/api/v1/content/movies')).status).toBe(401);
    const body = { country: 'FR' };
    expect((await person.send('PATCH', '/api/v1/user/preferences', { body })).status).toBe(401);
  });

  it('is forgotten within an hour, with messages that come late', async () => {
    await suite.drain();
    const late = {
      id: randomUUID(),
      at: new Date(suite.clock.now()).toISOString(),
      event: 'token-refreshed' as const,
      account: AccountId.parse(person.id),
      actor: null,
      details: { client: CANARY },
    };
    suite.clock.advance(HOUR_MS / 2);
    await suite.drain();
    await pubsubEvents(PubSubEnv.parse(environment())).publish(auditRecorded, late);
    suite.clock.advance(HOUR_MS / 2);
    await suite.drain();
    expect(await whereIs(suite, CANARY)).toEqual([]);
    expect(logged.filter((line) => line.includes('request answered')).length).toBeGreaterThan(5);
    expect(logged.filter((line) => line.includes(CANARY) || line.includes(person.id))).toEqual([]);
  });

  it('leaves of its id the mark alone that keeps late evidence from it', async () => {
    const left = await inDatabase('people', async (db) => {
      const named: string[] = [];
      for (const collection of await db.listCollections()) {
        for (const document of (await collection.get()).docs) {
          const text = `${document.ref.path} ${JSON.stringify(document.data())}`;
          if (text.includes(person.id)) named.push(text);
        }
      }
      return named;
    });
    expect(left).toEqual([`audit-keys/${person.id} {"destroyed":true}`]);
    expect(
      (await redis().keys('*')).filter((key) => key.includes(person.id) && !key.startsWith('revoked:')),
    ).toEqual([]);
  });

  it('begins anew when its person signs in again', async () => {
    const again = await Person.signIn(suite, CANARY);
    expect(again.id).not.toBe(person.id);
    expect((await again.get('/api/v1/user/preferences')).body['country']).toBeNull();
  });
});
