import { beforeAll, describe, expect, test } from 'vitest';
import { services } from '../functions/manifest.js';
import { compose } from '../shared/compose.js';
import type { Manifest, Service } from '../shared/function/declare.js';
import { portsOf, schedules, subscriptions, topicNames, urlMap } from '../shared/function/wiring.js';
import { databases } from '../shared/storage-layout.js';
import { emailOf, PROJECT, PUBSUB_AGENT, type Recording, recordDeployment } from './recording.js';

const manifest: Manifest = services;
const entries = Object.entries(manifest);
const caller = `serviceAccount:${emailOf('private-caller')}`;
const agent = `serviceAccount:${PUBSUB_AGENT}`;
const accountOf = (service: string) => `serviceAccount:${emailOf(`run-${service}`)}`;

/** Of secrets that are not just any text. */
const signingKey = { kty: 'RSA', kid: 'k', n: 'n'.repeat(342), e: 'AQAB', d: 'd' };
const secretValues: Readonly<Record<string, string>> = {
  AUTH_SIGNING_KEYS: JSON.stringify({ keys: [signingKey] }),
  AUTH_SESSION_KEY: Buffer.alloc(32).toString('base64'),
};

let deployed: Recording;
beforeAll(async () => {
  deployed = await recordDeployment(manifest);
});

const usersOf = (...ports: string[]) =>
  entries
    .filter(([, service]) => portsOf(service).some((port) => ports.includes(port)))
    .map(([name]) => name);

describe('services', () => {
  test.each(entries)('%s has the size that the manifest states', (name, declared) => {
    expect(deployed.one('cloudrunv2/service:Service', name)).toMatchObject({
      name,
      location: 'us-central1',
      scaling: { minInstanceCount: declared.min, maxInstanceCount: declared.max },
      template: {
        maxInstanceRequestConcurrency: declared.concurrency,
        timeout: `${declared.timeoutSeconds}s`,
        serviceAccount: emailOf(`run-${name}`),
        containers: [
          {
            resources: { limits: { cpu: String(declared.cpu), memory: declared.memory }, cpuIdle: true },
          },
        ],
      },
    });
  });

  test.each(entries)('%s starts our own main.js out of its own bundle', (name) => {
    const { template } = deployed.one('cloudrunv2/service:Service', name) as {
      template: { containers: Record<string, unknown>[] };
    };
    expect(template.containers).toHaveLength(1);
    expect(template.containers[0]).toMatchObject({
      image: 'scratch',
      baseImageUri: expect.stringMatching(/nodejs\d+$/),
      commands: ['node'],
      args: ['main.js'],
      sourceCode: {
        cloudStorageSource: {
          bucket: `${PROJECT}-media-gateway-sources`,
          object: expect.stringMatching(new RegExp(`^${name}-[0-9a-f]{16}\\.tar\\.gz$`)),
          generation: '7',
        },
      },
    });
    expect(deployed.environmentOf(name)).toMatchObject({
      FUNCTION_TARGET: name,
      GOOGLE_CLOUD_PROJECT: PROJECT,
    });
  });

  test.each(entries)('%s is reached as its audience says, and in no other way', (name, { audience }) => {
    const { ingress } = deployed.one('cloudrunv2/service:Service', name);
    const { role, members } = deployed.one(
      'cloudrunv2/serviceIamBinding:ServiceIamBinding',
      `${name}-invokers`,
    );
    expect(role).toBe('roles/run.invoker');
    if (audience === 'public') {
      expect([ingress, members]).toEqual(['INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER', ['allUsers']]);
    } else {
      expect([ingress, members]).toEqual(['INGRESS_TRAFFIC_INTERNAL_ONLY', [caller]]);
    }
  });
});

describe('messages', () => {
  test('every topic exists, in the region of our data', () => {
    const topics = deployed.all('pubsub/topic:Topic');
    expect(topics.map(({ inputs }) => inputs['name']).sort()).toEqual(topicNames());
    for (const { inputs } of topics) {
      expect(inputs).toMatchObject({ messageStoragePolicy: { allowedPersistenceRegions: ['us-central1'] } });
    }
  });

  test.each(subscriptions(manifest))('$name is pushed to $service with its identity token', (wiring) => {
    const origin = `https://${wiring.service}.run.app`;
    expect(deployed.one('pubsub/subscription:Subscription', wiring.name)).toMatchObject({
      topic: `${wiring.topic}-id`,
      ackDeadlineSeconds: wiring.ackDeadlineSeconds,
      expirationPolicy: { ttl: '' },
      pushConfig: {
        pushEndpoint: `${origin}/${wiring.function}`,
        oidcToken: { audience: origin, serviceAccountEmail: emailOf('private-caller') },
      },
      retryPolicy: { minimumBackoff: '2s', maximumBackoff: '600s' },
    });
  });

  test.each(subscriptions(manifest))(
    '$name gives up after five attempts, save the dead letters',
    (wiring) => {
      const { deadLetterPolicy } = deployed.one('pubsub/subscription:Subscription', wiring.name);
      expect(deadLetterPolicy).toEqual(
        wiring.topic === 'dead-letters'
          ? undefined
          : { deadLetterTopic: 'dead-letters-id', maxDeliveryAttempts: 5 },
      );
    },
  );

  test("Pub/Sub's own account may forward dead letters and sign as the caller, and nothing else", () => {
    const forwarding = subscriptions(manifest).filter(({ deadLetter }) => deadLetter);
    expect(forwarding.length).toBeGreaterThan(0);
    expect(deployed.rolesOf(agent).sort()).toEqual(
      [
        `roles/iam.serviceAccountTokenCreator on projects/${PROJECT}/serviceAccounts/private-caller`,
        'roles/pubsub.publisher on dead-letters',
        ...forwarding.map(({ name }) => `roles/pubsub.subscriber on ${name}`),
      ].sort(),
    );
  });

  test.each(schedules(manifest))('$name is called by Scheduler with its identity token', (schedule) => {
    const origin = `https://${schedule.service}.run.app`;
    expect(deployed.one('cloudscheduler/job:Job', schedule.name)).toMatchObject({
      schedule: schedule.cron,
      timeZone: schedule.timeZone,
      region: 'us-central1',
      attemptDeadline: `${schedule.attemptDeadlineSeconds}s`,
      httpTarget: {
        httpMethod: 'POST',
        uri: `${origin}/${schedule.name}`,
        oidcToken: { audience: origin, serviceAccountEmail: emailOf('private-caller') },
      },
    });
  });
});

const onDatabase = (name: string) =>
  `roles/datastore.user on project if resource.name == "projects/${PROJECT}/databases/${name}"`;

describe('least privilege', () => {
  test.each([
    [onDatabase('catalogue'), usersOf('deadLetters', 'personalData', 'runs', 'titles')],
    [
      onDatabase('people'),
      usersOf('accounts', 'auditLog', 'authorizationServer', 'forgotten', 'households', 'personalData'),
    ],
    [onDatabase('audit'), usersOf('auditLog', 'personalData')],
    ['roles/storage.objectUser', usersOf('blobs', 'catalogueArtefact')],
    ['roles/pubsub.publisher', usersOf('events')],
    ['roles/secretmanager.secretAccessor on QDRANT_API_KEY', usersOf('titleIndex', 'catalogueFacets')],
    [
      'roles/secretmanager.secretAccessor on UPSTASH_REDIS_REST_TOKEN',
      usersOf(
        'authorizationServer',
        'personalData',
        'revocations',
        'figures',
        'cacheGeneration',
        'catalogueArtefact',
        'catalogueFacets',
        'frozenLists',
        'frontDoor',
        'viewCounts',
      ),
    ],
    ['roles/secretmanager.secretAccessor on TMDB_API_KEY', usersOf('providers')],
  ])('%s goes only to the services whose ports need it', (role, users) => {
    const holders = entries
      .map(([name]) => name)
      .filter((name) => deployed.rolesOf(accountOf(name)).some((granted) => granted.startsWith(role)));
    expect(holders).toEqual(users);
    expect(users.length).toBeGreaterThan(0);
    expect(users.length).toBeLessThan(entries.length);
  });

  test('no service holds a role beyond those', () => {
    const allowed =
      /^roles\/(datastore\.user on project if .+|storage\.objectUser on test-project-media-gateway-data|pubsub\.publisher on \S+|secretmanager\.secretAccessor on [A-Z_]+)$/;
    for (const [name] of entries) {
      for (const role of deployed.rolesOf(accountOf(name))) expect(role).toMatch(allowed);
    }
    expect(deployed.rolesOf(caller).every((role) => role.startsWith('roles/run.invoker on '))).toBe(true);
  });

  test('Firestore is open for one named database each', () => {
    const granted = entries.flatMap(([name]) => deployed.rolesOf(accountOf(name)));
    const databases = granted.filter((role) => role.startsWith('roles/datastore'));
    expect(new Set(databases)).toEqual(
      new Set(
        ['catalogue', 'people', 'audit'].map(
          (name) =>
            `roles/datastore.user on project if resource.name == "projects/${PROJECT}/databases/${name}"`,
        ),
      ),
    );
  });

  test.each([
    ['ENCODER_FOLDER', usersOf('embedder')],
    ['STORAGE_BUCKET', usersOf('blobs', 'catalogueArtefact')],
    ['QDRANT_API_KEY', usersOf('titleIndex', 'catalogueFacets')],
    [
      'UPSTASH_REDIS_REST_TOKEN',
      usersOf(
        'authorizationServer',
        'personalData',
        'revocations',
        'figures',
        'cacheGeneration',
        'catalogueArtefact',
        'catalogueFacets',
        'frozenLists',
        'frontDoor',
        'viewCounts',
      ),
    ],
    ['TMDB_API_KEY', usersOf('providers')],
  ])('%s is given only to the services whose ports need it', (variable, users) => {
    const holders = entries.map(([name]) => name).filter((name) => variable in deployed.environmentOf(name));
    expect(holders).toEqual(users);
  });

  test('secrets reach a service from Secret Manager at a fixed version, never as plain text', () => {
    expect(deployed.environmentOf('search')).toMatchObject({
      QDRANT_API_KEY: { secret: 'QDRANT_API_KEY', version: '3' },
    });
    const plain = JSON.stringify(deployed.all('cloudrunv2/service:Service'));
    for (const value of ['qdrant-key', 'upstash-token', 'tmdb-key', 'signing-keys', 'session-key'])
      expect(plain).not.toContain(value);
  });

  test('a provider without a key has no secret', async () => {
    const without = await recordDeployment(manifest, { secrets: {} });
    expect(without.all('secretmanager/secret:Secret')).toEqual([]);
    expect(Object.keys(without.environmentOf('ingestion-fetch'))).not.toContain('TMDB_API_KEY');
  });

  test.each(entries)('%s gets every variable that its adapters ask for', (name, declared: Service) => {
    const given = Object.entries(deployed.environmentOf(name)).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : (secretValues[key] ?? 'secret'),
    ]);
    expect(() => compose(Object.fromEntries(given), { uses: portsOf(declared) })).not.toThrow();
  });
});

describe('the public entry', () => {
  test('routes each prefix to its service, and what no prefix knows to the one at "/"', () => {
    const { defaultService, pathMatchers } = deployed.one('compute/uRLMap:URLMap', 'entry') as {
      defaultService: string;
      pathMatchers: { defaultService: string; pathRules: { paths: string[]; service: string }[] }[];
    };
    expect(defaultService).toBe('site-id');
    expect(pathMatchers).toHaveLength(1);
    expect(pathMatchers[0]?.defaultService).toBe('site-id');
    expect(pathMatchers[0]?.pathRules).toEqual(
      urlMap(manifest)
        .filter(({ prefix }) => prefix !== '/')
        .map(({ prefix, service }) => ({ paths: [prefix, `${prefix}/*`], service: `${service}-id` })),
    );
  });

  test('has a backend for each public service and for no other, all behind the flood shield', () => {
    const backends = deployed.all('compute/backendService:BackendService');
    const open = entries.filter(([, { audience }]) => audience === 'public').map(([name]) => name);
    expect(backends.map(({ name }) => name).sort()).toEqual(open.sort());
    for (const { inputs } of backends) {
      expect(inputs).toMatchObject({
        securityPolicy: 'flood-shield-id',
        loadBalancingScheme: 'EXTERNAL_MANAGED',
      });
    }
  });

  test('sheds what one address sends too fast', () => {
    const { rules } = deployed.one('compute/securityPolicy:SecurityPolicy', 'flood-shield');
    expect(rules).toMatchObject([
      {
        action: 'throttle',
        rateLimitOptions: {
          enforceOnKey: 'IP',
          exceedAction: 'deny(429)',
          rateLimitThreshold: { count: 3_000, intervalSec: 60 },
        },
      },
      { action: 'allow', priority: 2_147_483_647 },
    ]);
  });

  test('serves the configured domain by HTTPS; HTTP only sends there', () => {
    expect(deployed.one('compute/managedSslCertificate:ManagedSslCertificate', 'entry')).toMatchObject({
      managed: { domains: ['api.example.org'] },
    });
    expect(deployed.one('compute/uRLMap:URLMap', 'entry-redirect')).toMatchObject({
      defaultUrlRedirect: { httpsRedirect: true },
    });
    const ports = deployed
      .all('compute/globalForwardingRule:GlobalForwardingRule')
      .map(({ inputs }) => inputs['portRange']);
    expect(ports.sort()).toEqual(['443', '80']);
  });
});

describe('stores', () => {
  test.each(['catalogue', 'people', 'audit'])('%s is recoverable and protected', (name) => {
    expect(deployed.one('firestore/database:Database', name)).toMatchObject({
      name,
      locationId: 'us-central1',
      type: 'FIRESTORE_NATIVE',
      pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
      deleteProtectionState: 'DELETE_PROTECTION_ENABLED',
    });
    expect(deployed.one('firestore/backupSchedule:BackupSchedule', `${name}-daily`)).toMatchObject({
      database: name,
      dailyRecurrence: {},
      retention: '604800s',
    });
  });

  test('no field is indexed unless a query needs it', () => {
    const fields = deployed.all('firestore/field:Field').map(({ inputs }) => inputs);
    for (const database of ['catalogue', 'people', 'audit']) {
      expect(fields).toContainEqual(
        expect.objectContaining({ database, collection: '__default__', field: '*', indexConfig: {} }),
      );
    }
    const indexed = fields.filter(({ indexConfig }) => JSON.stringify(indexConfig) !== '{}');
    const declared = Object.entries(databases).flatMap(([database, { single }]) =>
      single.flatMap(({ collection, indexes }) =>
        indexes.map(({ field }) => ({ database, collection, field })),
      ),
    );
    expect(indexed).toMatchObject(declared);
  });

  test('queries over two fields have their index, and documents that expire say when', () => {
    expect(deployed.all('firestore/index:Index').map(({ inputs }) => inputs)).toMatchObject(
      Object.entries(databases).flatMap(([database, { composite }]) =>
        composite.map(({ collection, fields }) => ({
          database,
          collection,
          fields: fields.map(({ field, order }) => ({ fieldPath: field, order })),
        })),
      ),
    );
    const expiring = deployed.all('firestore/field:Field').filter(({ inputs }) => inputs['ttlConfig']);
    expect(expiring.map(({ inputs }) => inputs)).toMatchObject(
      Object.entries(databases).flatMap(([database, { expiries }]) =>
        expiries.map((expiry) => ({ database, ...expiry, indexConfig: {} })),
      ),
    );
  });

  test('ingestion leaves nothing for longer than a week', () => {
    expect(deployed.one('storage/bucket:Bucket', 'data')).toMatchObject({
      location: 'us-central1',
      publicAccessPrevention: 'enforced',
      lifecycleRules: [
        { action: { type: 'Delete' }, condition: { age: 7, matchesPrefixes: ['ingestion/'] } },
      ],
    });
  });
});
