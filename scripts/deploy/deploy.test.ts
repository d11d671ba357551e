import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { services } from '../../functions/manifest.js';
import { secrets, settings } from '../../pulumi/settings.js';
import type { Manifest } from '../../shared/function/declare.js';
import { type Machine, thisMachine } from './machine.js';
import { runDeployment } from './run-deployment.js';

const manifest: Manifest = services;
const complete = `config:
  gcp:project: my-project
  media-gateway:domain: api.example.org
  media-gateway:QDRANT_URL: https://qdrant.example.org:6333
  media-gateway:UPSTASH_REDIS_REST_URL: "https://redis.example.org"
  media-gateway:OPERATOR_EMAILS: ada@example.org,grace@example.org
  media-gateway:AUTH_SIGNING_KEYS:
    secure: v1:jkl:mno
  media-gateway:AUTH_SESSION_KEY:
    secure: v1:mno:pqr
  media-gateway:QDRANT_API_KEY:
    secure: v1:abc:def
  media-gateway:UPSTASH_REDIS_REST_TOKEN:
    secure: v1:ghi:jkl
`;

interface Fake {
  file?: string | undefined;
  /** Beginnings of commands that fail. */
  failing?: string[];
  bundlesAt?: number | undefined;
  sourcesAt?: number;
  env?: Record<string, string>;
}

/** A machine that has everything, save what the test takes away. */
function fake({ failing = [], sourcesAt = 1, env = {}, ...given }: Fake = {}) {
  const file = 'file' in given ? given.file : complete;
  const bundlesAt = 'bundlesAt' in given ? given.bundlesAt : 2;
  const ran: string[] = [];
  const works = (command: string, args: readonly string[]) =>
    !failing.some((start) => [command, ...args].join(' ').startsWith(start));
  const machine: Machine = {
    env,
    read: (path) => (path === 'pulumi/Pulumi.production.yaml' ? file : undefined),
    modified: async (path) => (path.startsWith('dist/services/') ? bundlesAt : sourcesAt),
    succeeds: async (command, args) => works(command, args),
    async run(command, args) {
      ran.push([command, ...args].join(' '));
      return works(command, args) ? 0 : 255;
    },
  };
  return { machine, ran };
}

async function deploy(given: Fake = {}, yes = false, declared = manifest) {
  const { machine, ran } = fake(given);
  const lines: string[] = [];
  const code = await runDeployment({ stack: 'production', yes, manifest: declared }, machine, (line) =>
    lines.push(line),
  );
  return { code, ran, said: lines.join('\n') };
}

describe('a deployment', () => {
  test('previews, then asks and deploys', async () => {
    expect(await deploy()).toEqual({
      code: 0,
      ran: ['pulumi -C pulumi preview --diff --stack production', 'pulumi -C pulumi up --stack production'],
      said: '',
    });
  });

  test('does not ask with --yes', async () => {
    const { ran } = await deploy({}, true);
    expect(ran.at(-1)).toBe('pulumi -C pulumi up --yes --skip-preview --stack production');
  });

  test('ends with a preview that fails', async () => {
    const { code, ran } = await deploy({ failing: ['pulumi -C pulumi preview'] });
    expect([code, ran.length]).toEqual([255, 1]);
  });

  test('on a bare machine names everything that is missing at once, and touches nothing', async () => {
    const { code, ran, said } = await deploy({
      file: undefined,
      failing: ['pulumi', 'gcloud'],
      bundlesAt: undefined,
    });
    expect([code, ran]).toEqual([2, []]);
    const required = (table: object) =>
      Object.entries(table).flatMap(([name, { required }]) => (required ? [`media-gateway:${name}`] : []));
    const expected = [
      'the command pulumi',
      "a login to Pulumi's state",
      'the stack production',
      'the command gcloud',
      'credentials for Google Cloud',
      'gcp:project',
      'media-gateway:domain',
      ...required(settings),
      ...required(secrets),
      ...Object.keys(manifest).map((name) => `the bundle of ${name}`),
    ];
    const named = said
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(': ')[0]);
    expect(named).toEqual(expected);
    expect(
      said
        .split('\n')
        .slice(1)
        .every((line) => /: (run|install) /.test(line)),
    ).toBe(true);
  });

  test.each<[string, Fake, string]>([
    ['a login', { failing: ['pulumi whoami'] }, "a login to Pulumi's state"],
    ['the stack', { failing: ['pulumi -C pulumi stack'] }, 'stack init production'],
    ['credentials', { failing: ['gcloud auth'] }, 'gcloud auth application-default login'],
    ['the project', { failing: ['gcloud projects describe my-project'] }, 'access to the project my-project'],
    ['a setting', { file: complete.replace(/.*QDRANT_URL.*\n/, '') }, 'media-gateway:QDRANT_URL VALUE'],
    ['an empty setting', { file: complete.replace('api.example.org', '""') }, 'media-gateway:domain VALUE'],
    [
      'a secret that anyone can read',
      { file: `${complete}  media-gateway:TMDB_API_KEY: abc\n` },
      'config set --stack production media-gateway:TMDB_API_KEY --secret"',
    ],
    ['our region', { file: `${complete}  gcp:region: europe-west1\n` }, 'user data must stay in us-central1'],
    ['new bundles', { sourcesAt: 3 }, 'bundles of the code as it is now: run "npm run build"'],
  ])('without %s is refused for that alone', async (_, given, expected) => {
    const { code, ran, said } = await deploy(given);
    expect([code, ran, said.split('\n').length]).toEqual([2, [], 2]);
    expect(said).toContain(expected);
  });

  test('a key file takes the place of a login to Google', async () => {
    const { code } = await deploy({
      failing: ['gcloud auth'],
      env: { GOOGLE_APPLICATION_CREDENTIALS: '/key.json' },
    });
    expect(code).toBe(0);
  });

  test('of a manifest that breaks a limit is refused', async () => {
    const broken = { ...services, admin: { ...services.admin, concurrency: 2_000 } };
    const { code, said } = await deploy({}, false, broken);
    expect(code).toBe(2);
    expect(said).toContain('admin: concurrency must be 1 to 1000: change functions/manifest.ts');
  });
});

test('the real machine reads files and their age, and survives a command that does not exist', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  try {
    writeFileSync(join(folder, 'old.ts'), 'old');
    writeFileSync(join(folder, 'new.ts'), 'new');
    utimesSync(join(folder, 'old.ts'), 10, 10);
    utimesSync(join(folder, 'new.ts'), 20, 20);
    const machine = thisMachine(folder);
    expect(machine.read('old.ts')).toBe('old');
    expect(machine.read('none.ts')).toBeUndefined();
    expect(await machine.modified('.')).toBe(20_000);
    expect(await machine.modified('none')).toBeUndefined();
    expect(await machine.succeeds(process.execPath, ['-e', ''])).toBe(true);
    expect(await machine.run(process.execPath, ['-e', 'process.exit(3)'])).toBe(3);
    expect(await machine.succeeds('no-such-command', [])).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
