import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AccountId } from '../account/account.js';
import { databases } from '../storage-layout.js';
import { type HolderName, holderNames, peopleCollections, upstashKeys } from './holdings.js';
import { type PersonalDataHolder, personalDataOf } from './personal-data.js';

const adapters = new URL('../adapters/', import.meta.url).pathname;
/** Of the other databases: nothing in them is about a person, but for what its holder says. */
const elsewhere = [
  'runs',
  'pages',
  'dead-letters',
  'titles',
  'keys',
  'names',
  'outcomes',
  'records',
  'entries',
];

/** Modules of Node's and scopes look alike. */
const notKeys = ['node:', 'admin:'];

const sources = ['firestore', 'oidc', 'upstash'].flatMap((folder) =>
  readdirSync(join(adapters, folder))
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .map((file) => readFileSync(join(adapters, folder, file), 'utf8')),
);
const found = (pattern: RegExp) => [
  ...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name = '']) => name))),
];

describe('every place where something of people may lie', () => {
  it('is a collection that somebody answers for', () => {
    const named = [...found(/\bcollection\('([\w-]+)'\)/g), ...found(/'(oauth-[\w-]+)'/g)];
    const known = [...Object.keys(peopleCollections), ...elsewhere];
    expect(named).toEqual(
      expect.arrayContaining(['accounts', 'households', 'oauth-grants', 'oauth-sessions']),
    );
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const declared = [
      ...databases.people.single.map(({ collection }) => collection),
      ...databases.people.expiries.map(({ collection }) => collection),
    ];
    expect(declared.filter((name) => !Object.hasOwn(peopleCollections, name))).toEqual([]);
  });

  it('is a key in Upstash that somebody answers for', () => {
    const prefixes = found(/[`']([a-z]+:)(?:\$\{|[a-z]+'|' \.\.)/g).filter((one) => !notKeys.includes(one));
    expect(prefixes).toEqual(expect.arrayContaining(['limit:', 'revoked:', 'measured:', 'interaction:']));
    expect(prefixes.filter((prefix) => !Object.hasOwn(upstashKeys, prefix))).toEqual([]);
  });

  it('has a holder that there is', () => {
    const named = [...Object.values(peopleCollections), ...Object.values(upstashKeys)];
    for (const name of named) if (name !== null) expect(holderNames).toContain(name);
  });
});

describe('personal data', () => {
  const account = AccountId.parse('8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33');
  const holders = () =>
    Object.fromEntries(
      holderNames.map((name) => [
        name,
        { export: vi.fn(async () => name), forget: vi.fn(async () => undefined) },
      ]),
    ) as Record<HolderName, { [Method in keyof PersonalDataHolder]: ReturnType<typeof vi.fn> }>;

  it('is exported by whoever holds it', async () => {
    const exported = await personalDataOf(holders() as never).exportOf(account);
    expect(exported).toEqual(Object.fromEntries(holderNames.map((name) => [name, name])));
  });

  it('is forgotten by all, also where one cannot now, of which is told', async () => {
    const all = holders();
    all.account.forget.mockRejectedValue(new Error('down'));
    await expect(personalDataOf(all as never).forget(account)).rejects.toThrow('down');
    for (const name of holderNames) expect(all[name].forget).toHaveBeenCalledWith(account);
  });
});
