import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as gcp from '@pulumi/gcp';
import { asset, type Resource } from '@pulumi/pulumi';
import type { Service } from '../shared/function/declare.js';
import type { Buckets } from './buckets.js';
import type { Configuration } from './configuration.js';
import { needsOf } from './grants.js';
import { type Caller, createIdentity } from './identities.js';
import { BASE_IMAGE, ENCODER_FOLDER } from './platform-limits.js';
import type { Secrets } from './secrets.js';
import { REGION } from './settings.js';

export interface DeployedService {
  name: string;
  declared: Service;
  service: gcp.cloudrunv2.Service;
  account: gcp.serviceaccount.Account;
}

export interface Surroundings {
  configuration: Configuration;
  buckets: Buckets;
  secrets: Secrets;
  caller: Caller;
  apis: readonly Resource[];
}

type Variable = gcp.types.input.cloudrunv2.ServiceTemplateContainerEnv;

/** One Cloud Run service: our bundle on Google's Node image, nothing is built on the way. */
export function createService(name: string, declared: Service, around: Surroundings): DeployedService {
  const { configuration, buckets, apis } = around;
  const account = createIdentity(name, declared, configuration, buckets, apis);
  const readable = grantSecrets(name, declared, account, around.secrets);
  const archive = uploadBundle(name, configuration, buckets);
  const service = new gcp.cloudrunv2.Service(
    name,
    {
      name,
      location: REGION,
      ingress:
        declared.audience === 'public'
          ? 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER'
          : 'INGRESS_TRAFFIC_INTERNAL_ONLY',
      scaling: { minInstanceCount: declared.min, maxInstanceCount: declared.max },
      template: {
        serviceAccount: account.email,
        maxInstanceRequestConcurrency: declared.concurrency,
        timeout: `${declared.timeoutSeconds}s`,
        executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
        containers: [
          {
            image: 'scratch',
            baseImageUri: BASE_IMAGE,
            sourceCode: {
              cloudStorageSource: {
                bucket: buckets.sources.name,
                object: archive.name,
                generation: archive.generation.apply(String),
              },
            },
            commands: ['node'],
            args: ['main.js'],
            envs: variablesOf(name, declared, around),
            resources: {
              limits: { cpu: String(declared.cpu), memory: declared.memory },
              cpuIdle: true,
              startupCpuBoost: true,
            },
          },
        ],
      },
    },
    { dependsOn: [...apis, ...readable] },
  );
  new gcp.cloudrunv2.ServiceIamBinding(`${name}-invokers`, {
    name: service.name,
    location: REGION,
    role: 'roles/run.invoker',
    members: declared.audience === 'public' ? ['allUsers'] : [around.caller.account.member],
  });
  return { name, declared, service, account };
}

/** Named after its content: what did not change is not deployed, and an older revision keeps its own. */
function uploadBundle(name: string, { bundles }: Configuration, buckets: Buckets): gcp.storage.BucketObject {
  const file = join(bundles, `${name}.tar.gz`);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  return new gcp.storage.BucketObject(
    `${name}-bundle`,
    { bucket: buckets.sources.name, name: `${name}-${digest}.tar.gz`, source: new asset.FileAsset(file) },
    { retainOnDelete: true },
  );
}

function grantSecrets(
  name: string,
  declared: Service,
  account: gcp.serviceaccount.Account,
  secrets: Secrets,
): Resource[] {
  return needsOf(declared).secrets.flatMap((secretName) => {
    const known = secrets.get(secretName);
    if (!known) return [];
    return [
      new gcp.secretmanager.SecretIamMember(`${name}-${secretName}`, {
        secretId: known.secret.secretId,
        role: 'roles/secretmanager.secretAccessor',
        member: account.member,
      }),
    ];
  });
}

function variablesOf(name: string, declared: Service, around: Surroundings): Variable[] {
  const { configuration, buckets } = around;
  const needs = needsOf(declared);
  const variables: Variable[] = [
    { name: 'FUNCTION_TARGET', value: name },
    { name: 'GOOGLE_CLOUD_PROJECT', value: configuration.project },
  ];
  if (needs.dataBucket) variables.push({ name: 'STORAGE_BUCKET', value: buckets.data.name });
  if (needs.encoder) variables.push({ name: 'ENCODER_FOLDER', value: ENCODER_FOLDER });
  for (const setting of needs.settings) {
    const value = configuration.settings[setting];
    if (value !== undefined) variables.push({ name: setting, value });
  }
  for (const secretName of needs.secrets) {
    const known = around.secrets.get(secretName);
    if (!known) continue;
    // A revision is bound to a version, so that a rotated secret arrives with a deployment that can be taken back.
    const secretKeyRef = { secret: known.secret.secretId, version: known.version };
    variables.push({ name: secretName, valueSource: { secretKeyRef } });
  }
  return variables;
}
