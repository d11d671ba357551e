import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import {
  isAdministration,
  isGranted,
  type Role,
  type SignedInRole,
  scopeFor,
  signedInRoles,
} from '../../shared/account/roles.js';
import { UpstashEnv } from '../../shared/adapters/upstash/env.js';
import { upstashRevocations } from '../../shared/adapters/upstash/revocations.js';
import { upstashClient } from '../../shared/adapters/upstash/upstash.js';
import type { Manifest, RequestRoute } from '../../shared/function/declare.js';
import { ProblemBody } from '../../shared/problem/problem.js';
import { TokenIssuer } from '../support/access-tokens.js';
import { OpenApi } from '../support/openapi-document.js';

const SOMETHING = '0e0f4a53-52a7-4b4e-8a6f-0b7f4d1b8a77';
const ACCOUNT = '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11';

/** A library that answers a route reads who asks itself, by the rules of its own standard. */
const routes = Object.values(services as Manifest).flatMap(({ audience, routes }) =>
  audience === 'public' ? Object.entries(routes).filter(([, route]) => route.credentials === 'bearer') : [],
);

const issuer = new TokenIssuer();
let suite: Suite;
let api: OpenApi;
beforeAll(async () => {
  suite = await Suite.start({ env: await issuer.env() });
  api = new OpenApi(await suite.get('/openapi.json'));
});
afterAll(() => suite.stop());

function routeOf(name: string): RequestRoute {
  const found = routes.find(([other]) => other === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found[1];
}

/** Without a body, and about a thing that is not there: what is let in has no effect. */
const send = ({ method, path }: RequestRoute, token?: string) =>
  suite.fetch(path.replace(/\{\w+\}/g, SOMETHING), {
    method,
    redirect: 'manual',
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });
const tokenOf = (role: SignedInRole, scopes?: readonly string[]) =>
  issuer.sign({ role, account: ACCOUNT, at: suite.clock.now(), ...(scopes && { scopes }) });

/** What became of it at the door: `in`, or the code with which it was refused. */
async function outcomeOf(answer: Response): Promise<string> {
  if (answer.status >= 500) throw new Error(`${answer.status} ${await answer.text()}`);
  if (answer.status !== 401 && answer.status !== 403) return 'in';
  const { status, code } = ProblemBody.parse(await answer.json());
  expect(status).toBe(answer.status);
  expect(answer.headers.get('www-authenticate') ?? '').toMatch(code === 'forbidden' ? /^$/ : /^Bearer/);
  return code;
}
const expectedOf = (role: Role, { permission }: RequestRoute) => {
  if (isGranted(role, permission)) return 'in';
  return role === 'anonymous' ? 'not-authenticated' : 'forbidden';
};

describe.each(routes)('%s', (name, route) => {
  it('lets in whoever its permission says, and nobody else', async () => {
    const outcomes: Record<string, string> = { anonymous: await outcomeOf(await send(route)) };
    for (const role of signedInRoles)
      outcomes[role] = await outcomeOf(await send(route, await tokenOf(role)));
    outcomes['operator'] = await outcomeOf(await send(route, await suite.operatorToken()));
    expect(outcomes).toEqual({
      anonymous: expectedOf('anonymous', route),
      free_user: expectedOf('free_user', route),
      premium_user: expectedOf('premium_user', route),
      admin: 'in',
      operator: 'in',
    });
  });

  it('asks for its scope, and for no other', async () => {
    const scope = scopeFor(route.permission);
    const without = await outcomeOf(await send(route, await tokenOf('admin', ['read:other'])));
    expect(without).toBe(scope === null ? 'in' : 'insufficient-scope');
    const enough = scope === null ? [] : [scope];
    expect(await outcomeOf(await send(route, await tokenOf('admin', enough)))).toBe('in');
  });

  it('refuses a token that is nobody’s, whatever it is for', async () => {
    for (const token of ['guess', `${await tokenOf('admin')}x`, ''])
      expect(await outcomeOf(await send(route, token))).toBe('not-authenticated');
  });

  it('says so in the document', () => {
    const found = api.operations.find(({ operation }) => operation.operationId === name);
    // What is a standard's stands in the standard's own documents.
    if (!found) return;
    const { security, responses } = found.operation;
    const scope = scopeFor(route.permission);
    expect(security).toEqual(
      scope === null
        ? [{}, { bearer: [] }]
        : [{ bearer: [scope] }, ...(isAdministration(route.permission) ? [{ operator: [] }] : [])],
    );
    expect('403' in responses).toBe(scope !== null);
  });
});

describe('a token that was taken back', () => {
  const revocations = () => upstashRevocations(upstashClient(UpstashEnv.parse(suite.emulators.env)));

  it('is refused everywhere at once, and a newer one is not', async () => {
    const genres = routeOf('list-genres');
    const token = await tokenOf('free_user');
    expect(await outcomeOf(await send(genres, token))).toBe('in');
    await revocations().revoke(ACCOUNT, suite.clock.now() / 1_000);
    expect(await outcomeOf(await send(genres, token))).toBe('not-authenticated');
    suite.clock.advance(2_000);
    expect(await outcomeOf(await send(genres, await tokenOf('free_user')))).toBe('in');
  });

  it('administers nothing while nobody can tell', async () => {
    const [runs, genres] = [routeOf('list-runs'), routeOf('list-genres')];
    suite.emulators.all.get('upstash')?.faults.set({ kind: 'down', rate: 1 });
    const token = await tokenOf('admin');
    expect([(await send(runs, token)).status, (await send(genres, token)).status]).toEqual([503, 200]);
    expect((await send(runs, await suite.operatorToken())).status).toBe(200);
    suite.emulators.all.get('upstash')?.faults.clear();
    suite.clock.advance(61_000);
  });
});

it('has no way to private services', async () => {
  const hidden = Object.entries(services as Manifest).filter(([, { audience }]) => audience === 'private');
  for (const [service, { routes }] of hidden) {
    for (const name of Object.keys(routes)) {
      for (const path of [`/${name}`, `/${service}/${name}`])
        expect((await suite.fetch(path, { method: 'POST' })).status).toBe(404);
    }
  }
});
