import * as pulumi from '@pulumi/pulumi';
import { beforeEach, expect, test } from 'vitest';
import { readConfiguration } from './configuration.js';

const complete = {
  'gcp:project': 'my-project',
  'media-gateway:domain': 'api.example.org',
  'media-gateway:QDRANT_URL': 'https://qdrant.example.org',
  'media-gateway:UPSTASH_REDIS_REST_URL': 'https://redis.example.org',
  'media-gateway:OPERATOR_EMAILS': 'ada@example.org',
  'media-gateway:QDRANT_API_KEY': 'qdrant-key',
  'media-gateway:AUTH_SIGNING_KEYS': '{}',
  'media-gateway:AUTH_SESSION_KEY': 'key',
  'media-gateway:UPSTASH_REDIS_REST_TOKEN': 'token',
};

beforeEach(async () => {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: 'id', state: inputs }), call: ({ inputs }) => inputs },
    'media-gateway',
  );
  pulumi.runtime.setAllConfig(complete);
});

test('reads what the stack says, secrets as secrets', async () => {
  const { project, domain, settings, secrets, bundles } = readConfiguration('dist');
  expect([project, domain, bundles]).toEqual(['my-project', 'api.example.org', 'dist']);
  expect(settings).toEqual({
    QDRANT_URL: 'https://qdrant.example.org',
    UPSTASH_REDIS_REST_URL: 'https://redis.example.org',
    OPERATOR_EMAILS: 'ada@example.org',
  });
  expect(Object.keys(secrets).sort()).toEqual([
    'AUTH_SESSION_KEY',
    'AUTH_SIGNING_KEYS',
    'QDRANT_API_KEY',
    'UPSTASH_REDIS_REST_TOKEN',
  ]);
  for (const secret of Object.values(secrets)) expect(await pulumi.isSecret(secret)).toBe(true);
});

test.each(Object.keys(complete))('a stack without %s is refused', (key) => {
  const { [key as keyof typeof complete]: _, ...rest } = complete;
  pulumi.runtime.setAllConfig(rest);
  expect(() => readConfiguration('dist')).toThrow(key);
});

test('another region is refused', () => {
  pulumi.runtime.setAllConfig({ ...complete, 'gcp:region': 'europe-west1' });
  expect(() => readConfiguration('dist')).toThrow('user data must stay in us-central1');
});
