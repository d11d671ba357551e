import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { Person } from '../support/people.js';

const USERS = '/api/v1/admin/users';

interface Listed<Item> {
  data: Item[];
  pagination: { has_more: boolean; next_cursor: string | null };
}
interface User {
  id: string;
  email: string;
  role: string;
  status: string;
}
interface Entry {
  id: string;
  at: string;
  event: string;
  account: string | null;
  actor: string | null;
  details: Record<string, string> | null;
}

let suite: Suite;
let root: Person;
let ada: Person;
beforeAll(async () => {
  suite = await Suite.start();
  [root, ada] = await Promise.all([Person.signIn(suite, 'root'), Person.signIn(suite, 'ada')]);
});
afterAll(() => suite.stop());

const change = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  root.send<User & { code: string }>('PATCH', `${USERS}/${id}`, { body, headers });
const listed = async <Item>(path: string) => {
  const { status, body } = await root.get<Listed<Item>>(path);
  expect(status).toBe(200);
  return body;
};
const users = async (query = '') => (await listed<User>(`${USERS}?limit=100&${query}`)).data;
const audit = async (query: string) => {
  await suite.drain();
  return (await listed<Entry>(`/api/v1/admin/audit?limit=100&${query}`)).data;
};
/** A second is what revocations tell apart. */
const nextSecond = () => suite.clock.advance(1_000);

describe('accounts', () => {
  it('are listed to administrators, each once, page by page', async () => {
    for (let i = 0; i < 5; i++) await Person.signIn(suite, `visitor${i}`);
    const all = await users();
    expect(all.length).toBe(7);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page: Listed<User> = await listed(`${USERS}?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.pagination.next_cursor;
    } while (cursor);
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it('are found by role, state and address', async () => {
    const emails = async (query: string) => (await users(query)).map(({ email }) => email.split('@')[0]);
    expect(await emails('role=admin')).toEqual(['root']);
    expect(await emails('role=free_user&status=active')).toHaveLength(6);
    expect(await emails('status=suspended')).toEqual([]);
    const { email } = (await root.get<User>(`${USERS}/${ada.id}`)).body;
    expect(await emails(`email=${encodeURIComponent(email)}`)).toEqual(['ada']);
    expect(await emails('email=ada@example.org')).toEqual([]);
  });

  it('tell a cursor from that of another question', async () => {
    const { pagination } = await listed<User>(`${USERS}?limit=1`);
    const other = await root.get(`${USERS}?limit=1&role=free_user&cursor=${pagination.next_cursor}`);
    expect([other.status, other.body['code']]).toEqual([400, 'invalid-cursor']);
  });

  it('tell nothing that their owners do not know, and nothing to anybody else', async () => {
    const { body } = await root.get(`${USERS}/${ada.id}`);
    expect(Object.keys(body).sort()).toEqual([
      'created_at',
      'email',
      'id',
      'identities',
      'name',
      'role',
      'status',
    ]);
    expect(JSON.stringify(body)).not.toContain('subject');
    for (const path of [USERS, `${USERS}/${ada.id}`, '/api/v1/admin/audit'])
      expect((await ada.get(path)).status).toBe(403);
    expect((await root.get(`${USERS}/${randomUUID()}`)).status).toBe(404);
    expect((await change(randomUUID(), { role: 'admin' })).status).toBe(404);
  });
});

describe('a role that is changed', () => {
  it('counts at once, and the old tokens are good no more', async () => {
    nextSecond();
    expect((await change(ada.id, { role: 'premium_user' })).body.role).toBe('premium_user');
    expect((await ada.get('/api/v1/content/movies')).status).toBe(401);
    nextSecond();
    ada = await Person.signIn(suite, 'ada');
    expect((await ada.get('/api/v1/user/profile')).body['role']).toBe('premium_user');
  });

  it('is kept in evidence once, with who did it', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { role: 'free_user' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => change(ada.id, body, headers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await change(ada.id, { role: 'admin' }, headers)).status).toBe(422);
    const entries = await audit(`account=${ada.id}&event=role-changed`);
    expect(entries.map(({ details, actor }) => ({ details, actor }))).toEqual([
      { details: { from: 'premium_user', to: 'free_user' }, actor: root.id },
      { details: { from: 'free_user', to: 'premium_user' }, actor: root.id },
    ]);
  });

  it('is one that there is', async () => {
    expect((await change(ada.id, { role: 'anonymous' })).status).toBe(400);
    expect((await change(ada.id, { role: 'free_user', email: 'a@b.c' })).status).toBe(400);
  });
});

describe('an account that is suspended', () => {
  it('is out at once, cannot come back, and can be reinstated', async () => {
    nextSecond();
    ada = await Person.signIn(suite, 'ada');
    nextSecond();
    expect((await change(ada.id, { status: 'suspended' })).body.status).toBe('suspended');
    expect((await ada.get('/api/v1/content/movies')).status).toBe(401);
    nextSecond();
    await expect(Person.signIn(suite, 'ada')).rejects.toThrow();
    await change(ada.id, { status: 'active' });
    nextSecond();
    ada = await Person.signIn(suite, 'ada');
    expect((await ada.get('/api/v1/content/movies')).status).toBe(200);
    const events = (await audit(`account=${ada.id}`)).map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['account-suspended', 'account-reinstated']));
  });
});

describe('the last administrator', () => {
  it('stays', async () => {
    for (const body of [{ role: 'free_user' }, { status: 'suspended' }]) {
      const refused = await change(root.id, body);
      expect([refused.status, refused.body.code]).toEqual([409, 'last-administrator']);
    }
    const attempts = [
      await root.send('DELETE', `${USERS}/${root.id}`),
      await root.send('DELETE', '/api/v1/user'),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([409, 409]);
    expect((await root.get(USERS)).status).toBe(200);
  });
});

describe('an account that an administrator deletes', () => {
  it('is gone, and the evidence is nobody’s', async () => {
    const visitor = await Person.signIn(suite, 'visitor0');
    const deleted = await root.send('DELETE', `${USERS}/${visitor.id}`);
    expect([deleted.status, deleted.body['id']]).toEqual([202, visitor.id]);
    expect((await visitor.get('/api/v1/user/profile')).status).toBe(401);
    expect((await root.get(`${USERS}/${visitor.id}`)).status).toBe(404);
    expect((await root.send('DELETE', `${USERS}/${visitor.id}`)).status).toBe(404);
    expect(await audit(`account=${visitor.id}`)).toEqual([]);
    const [entry] = await audit('event=account-deleted');
    expect(entry).toMatchObject({ account: null, actor: root.id, details: null });
  });
});

describe('the audit log', () => {
  it('is read by kind and by time, page by page, the latest first', async () => {
    const all = await audit('before=2100-01-01T00:00:00Z');
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const signedIn = await audit('event=signed-in');
    expect(new Set(signedIn.map(({ event }) => event))).toEqual(new Set(['signed-in']));
    const middle = signedIn[2]?.at ?? '';
    expect((await audit(`event=signed-in&before=${middle}`)).every(({ at }) => at < middle)).toBe(true);
    expect((await audit(`event=signed-in&from=${middle}`)).every(({ at }) => at >= middle)).toBe(true);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page: Listed<Entry> = await listed(
        `/api/v1/admin/audit?event=signed-in&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.pagination.next_cursor;
    } while (cursor);
    expect(seen).toEqual(signedIn.map(({ id }) => id));
  });

  it('holds who looked', async () => {
    await users();
    const [entry] = (await audit('event=admin-action')).filter(
      ({ details }) => details?.['action'] === 'list-users',
    );
    expect(entry).toMatchObject({ actor: root.id, account: null });
  });

  it('holds what an operator does, too', async () => {
    const headers = { authorization: `Bearer ${await suite.operatorToken()}` };
    expect((await suite.fetch(USERS, { headers })).status).toBe(200);
    const entries = await audit('event=admin-action');
    expect(entries.some(({ details }) => details?.['by'] === 'operator')).toBe(true);
  });
});
