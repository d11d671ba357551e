import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import type { Manifest } from '../shared/function/declare.js';
import type { Configuration } from './configuration.js';
import { deploy } from './deployment.js';
import { REGION } from './settings.js';

/** A resource as Pulumi would have asked for it, every output known. */
export interface RecordedResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

export const PROJECT = 'test-project';
export const PUBSUB_AGENT = 'service-1@gcp-sa-pubsub.iam.gserviceaccount.com';

/** What the cloud would make of a resource, as far as others refer to it. */
const computed: Readonly<Record<string, (inputs: Record<string, unknown>) => object>> = {
  'gcp:cloudrunv2/service:Service': ({ name }) => ({ uri: `https://${name}.run.app` }),
  'gcp:serviceaccount/account:Account': ({ accountId }) => ({
    name: `projects/${PROJECT}/serviceAccounts/${accountId}`,
    email: emailOf(String(accountId)),
    member: `serviceAccount:${emailOf(String(accountId))}`,
  }),
  'gcp:projects/serviceIdentity:ServiceIdentity': () => ({ email: PUBSUB_AGENT }),
  'gcp:storage/bucketObject:BucketObject': () => ({ generation: 7 }),
  'gcp:secretmanager/secretVersion:SecretVersion': () => ({ version: '3' }),
  'gcp:compute/globalAddress:GlobalAddress': () => ({ address: '203.0.113.7' }),
};

export function emailOf(accountId: string): string {
  return `${accountId}@${PROJECT}.iam.gserviceaccount.com`;
}

/** Deploys a manifest to nowhere and answers what would have been made. */
export async function recordDeployment(
  manifest: Manifest,
  changes: Partial<Configuration> = {},
): Promise<Recording> {
  const resources: RecordedResource[] = [];
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      resources.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...inputs, ...computed[type]?.(inputs) } };
    },
    call: ({ inputs }) => inputs,
  });
  const bundles = bundlesFor(manifest);
  deploy(manifest, { ...configurationIn(bundles), ...changes });
  await pulumi.runtime.disconnect();
  rmSync(bundles, { recursive: true });
  return new Recording(resources);
}

function bundlesFor(manifest: Manifest): string {
  const bundles = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const name of Object.keys(manifest))
    writeFileSync(join(bundles, `${name}.tar.gz`), `bundle of ${name}`);
  return bundles;
}

function configurationIn(bundles: string): Configuration {
  return {
    project: PROJECT,
    domain: 'api.example.org',
    settings: {
      QDRANT_URL: `https://qdrant.${REGION}.example.org:6333`,
      UPSTASH_REDIS_REST_URL: 'https://redis.example.org',
      OPERATOR_EMAILS: 'root@example.org',
    },
    secrets: {
      QDRANT_API_KEY: pulumi.secret('qdrant-key'),
      UPSTASH_REDIS_REST_TOKEN: pulumi.secret('upstash-token'),
      AUTH_SIGNING_KEYS: pulumi.secret('signing-keys'),
      AUTH_SESSION_KEY: pulumi.secret('session-key'),
      TMDB_API_KEY: pulumi.secret('tmdb-key'),
    },
    bundles,
  };
}

export class Recording {
  constructor(readonly resources: readonly RecordedResource[]) {}

  /** All of a kind, e.g. `pubsub/subscription:Subscription`. */
  all(kind: string): RecordedResource[] {
    return this.resources.filter(({ type }) => type === `gcp:${kind}`);
  }

  /** The inputs of one; fails when it is not there. */
  one(kind: string, name: string): Record<string, unknown> {
    const found = this.all(kind).find((resource) => resource.name === name);
    if (!found)
      throw new Error(
        `No ${kind} named ${name} among ${this.all(kind)
          .map((r) => r.name)
          .join(', ')}`,
      );
    return found.inputs;
  }

  /** Environment of a service: values, and for a secret `{ secret, version }`. */
  environmentOf(service: string): Record<string, unknown> {
    const { template } = this.one('cloudrunv2/service:Service', service) as {
      template: { containers: { envs: Variable[] }[] };
    };
    const variables = template.containers.flatMap(({ envs }) => envs);
    return Object.fromEntries(variables.map((v) => [v.name, v.value ?? v.valueSource?.secretKeyRef]));
  }

  /** Roles given to a member anywhere: `role on resource [if condition]`. */
  rolesOf(member: string): string[] {
    return this.resources.flatMap(({ inputs }) => {
      const { role, members, condition } = inputs as Policy;
      const granted = inputs['member'] === member || members?.includes(member);
      if (!role || !granted) return [];
      const place = inputs['topic'] ?? inputs['subscription'] ?? inputs['bucket'] ?? inputs['secretId'];
      const on = place ?? inputs['serviceAccountId'] ?? inputs['name'] ?? 'project';
      return [`${role} on ${on}${condition ? ` if ${condition.expression}` : ''}`];
    });
  }
}

interface Variable {
  name: string;
  value?: string;
  valueSource?: { secretKeyRef: unknown };
}

interface Policy {
  role?: string;
  members?: string[];
  condition?: { expression: string };
}
