import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { services } from '../../functions/manifest.js';
import { isAdministration, scopeFor } from '../../shared/account/roles.js';
import type { Manifest } from '../../shared/function/declare.js';
import { OpenApi, type Placed } from '../support/openapi-document.js';
import { exampleOf } from '../support/openapi-requests.js';
import { Person } from '../support/people.js';

/** Makes what the id in a path names, for a person alone, and answers the id; or the id names e.g. a title. */
const resources: Readonly<Record<string, ((owner: Person) => Promise<string>) | 'of everybody'>> = {
  '/api/v1/user/profiles/{id}': newProfile,
};

/** Routes of the manifest whose path names something, and that only an account may use, for itself. */
const personal = Object.values(services as Manifest)
  .flatMap(({ audience, routes }) => (audience === 'public' ? Object.entries(routes) : []))
  .filter(([, { path, permission }]) => {
    const isOwn = scopeFor(permission) !== null && !isAdministration(permission);
    return path.includes('{') && isOwn && resources[path] !== 'of everybody';
  })
  .map(([name]) => name);

let suite: Suite;
let api: OpenApi;
let owner: Person;
let other: Person;
beforeAll(async () => {
  suite = await Suite.start();
  api = new OpenApi(await suite.get('/openapi.json'));
  [owner, other] = [await Person.signIn(suite, 'grace'), await Person.signIn(suite, 'ada')];
});
afterAll(() => suite.stop());

async function newProfile(of: Person): Promise<string> {
  const made = await of.send<{ id: string }>('POST', '/api/v1/user/profiles', { body: { name: 'Kim' } });
  return made.body.id;
}

function placed(name: string): Placed {
  const found = api.operations.find(({ operation }) => operation.operationId === name);
  if (!found) throw new Error(`The document has no operation ${name}`);
  return found;
}

/** Headers of the one answer, whatever it says. */
const ofTheMoment = ['date', 'x-request-id', 'traceparent', 'keep-alive', 'connection'];

/** All that an answer tells, but for the ids that the asker has written or that name the one request. */
async function told(answer: Response, asked: string): Promise<string> {
  const headers = [...answer.headers].filter(([name]) => !ofTheMoment.includes(name));
  const id = answer.headers.get('x-request-id') ?? '';
  const text = (await answer.text()).replaceAll(id, 'REQUEST').replaceAll(asked, 'ID');
  return JSON.stringify([answer.status, headers, text]);
}

/** The operation's own example about one resource. */
function send(one: Placed, as: Person, id: string): Promise<Response> {
  const { method, path, headers, body } = exampleOf({ ...one, path: one.path.replace(/\{\w+\}/, id) });
  return suite.fetch(path, {
    method,
    headers: { ...headers, authorization: `Bearer ${as.token}` },
    ...(body !== undefined && { body }),
  });
}

describe.each(personal)('%s', (name) => {
  it('tells what is somebody else’s from what is not there to its owner alone', async () => {
    const one = placed(name);
    const make = resources[one.path];
    if (typeof make !== 'function') throw new Error(`Say in this test how ${one.path} comes to be`);
    const [theirs, absent] = [await make(owner), randomUUID()];
    const answers = [await send(one, other, theirs), await send(one, other, absent)];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const [toTheirs, toAbsent] = await Promise.all([
      told(answers[0] as Response, theirs),
      told(answers[1] as Response, absent),
    ]);
    expect(toTheirs).toBe(toAbsent);
    // It is still there, and the request is one that could have been answered.
    expect((await send(one, owner, theirs)).status).toBeLessThan(300);
  });
});

it('somebody else’s profile is nobody’s, wherever a request is made from one', async () => {
  const [theirs, absent] = [await newProfile(owner), randomUUID()];
  const takeOne = api.operations.filter(({ operation: { parameters = [] } }) =>
    parameters.some(({ in: place, name }) => place === 'header' && name === 'X-Profile'),
  );
  expect(takeOne.length).toBeGreaterThan(20);
  for (const one of takeOne) {
    const [toTheirs, toAbsent] = await Promise.all(
      [theirs, absent].map(async (profile) => {
        const { method, path, headers, body } = exampleOf(one);
        const given = { ...headers, authorization: `Bearer ${other.token}`, 'x-profile': profile };
        const answer = await suite.fetch(path, {
          method,
          headers: given,
          ...(body !== undefined && { body }),
        });
        expect([403, 404], `${method} ${path} was answered ${answer.status}`).toContain(answer.status);
        return told(answer, profile);
      }),
    );
    expect(toTheirs).toBe(toAbsent);
  }
});
