import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Suite } from '../../emulators/suite.js';
import { outcome, run } from '../support/command.js';
import { control } from '../support/flow.js';
import { Person } from '../support/people.js';
import { whereIs } from '../support/where-is.js';

/** Found nowhere else. */
const CANARY = `canary${randomUUID().replaceAll('-', '')}`;
const HOUR_MS = 3_600_000;

let suite: Suite;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-gateway-deletions-'));
  suite = await Suite.start({ env: { TMDB_PAGES: '1' } });
});
afterAll(async () => {
  await suite.stop();
  await rm(folder, { recursive: true, force: true });
});

const deletions = (...given: string[]) =>
  outcome(run('scripts/privacy/deletions.ts', [...given, '--api', suite.api]));

async function anHourLater(): Promise<void> {
  await suite.drain();
  for (let i = 0; i < 2; i++) {
    suite.clock.advance(HOUR_MS / 2);
    await suite.drain();
  }
}

it('a backup that is restored brings nobody back who was deleted since', { timeout: 120_000 }, async () => {
  const [leaver, stayer] = [await Person.signIn(suite, CANARY), await Person.signIn(suite, 'grace')];
  for (const [person, name] of [
    [leaver, `${CANARY} jr`],
    [stayer, 'Grace jr'],
  ] as const)
    await person.send('POST', '/api/v1/user/profiles', { body: { name } });
  await suite.drain();
  const backup = await control(suite, 'POST', '/control/export');
  expect((await leaver.send('DELETE', '/api/v1/user')).status).toBe(202);
  await anHourLater();

  const file = join(folder, 'deletions.json');
  expect(await deletions('save', file)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 deletion/),
  });
  expect(await readFile(file, 'utf8')).not.toContain(leaver.id);
  await control(suite, 'POST', '/control/import', backup);
  expect(await whereIs(suite, CANARY)).toContain('firestore');
  expect(await deletions('repeat', file)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 of 1 /),
  });
  await anHourLater();

  expect(await whereIs(suite, CANARY)).toEqual([]);
  const profiles = await Person.signIn(suite, 'grace').then((person) => person.get('/api/v1/user/profiles'));
  expect(JSON.stringify(profiles.body)).toContain('Grace jr');
  expect(await deletions('repeat', file)).toMatchObject({ stdout: expect.stringMatching(/^0 of 1 /) });
});

it('the command says what is wrong with what it is given', async () => {
  const lost = join(folder, 'none.json');
  expect(await deletions('forget')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Say save or'),
  });
  expect(await deletions('repeat', lost)).toMatchObject({ code: 1, stderr: expect.stringContaining(lost) });
});
