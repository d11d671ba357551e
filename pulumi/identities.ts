import * as gcp from '@pulumi/gcp';
import { interpolate, type Resource } from '@pulumi/pulumi';
import type { Service } from '../shared/function/declare.js';
import type { Buckets } from './buckets.js';
import type { Configuration } from './configuration.js';
import { needsOf } from './grants.js';
import { ACCOUNT_ID_PREFIX } from './platform-limits.js';

/** The account that a service runs as, with the roles that the ports of its routes need and no other. */
export function createIdentity(
  name: string,
  service: Service,
  { project }: Configuration,
  buckets: Buckets,
  apis: readonly Resource[],
): gcp.serviceaccount.Account {
  const account = new gcp.serviceaccount.Account(
    `${ACCOUNT_ID_PREFIX}${name}`,
    { accountId: `${ACCOUNT_ID_PREFIX}${name}`, displayName: `Runs the service ${name}` },
    { dependsOn: [...apis] },
  );
  const needs = needsOf(service);
  for (const database of needs.databases) {
    new gcp.projects.IAMMember(`${name}-${database}`, {
      project,
      role: 'roles/datastore.user',
      member: account.member,
      condition: {
        title: `only-${database}`,
        expression: `resource.name == "projects/${project}/databases/${database}"`,
      },
    });
  }
  if (needs.dataBucket) {
    new gcp.storage.BucketIAMMember(`${name}-data`, {
      bucket: buckets.data.name,
      role: 'roles/storage.objectUser',
      member: account.member,
    });
  }
  return account;
}

/** Who calls private services: Pub/Sub and Scheduler sign their calls as this account. */
export interface Caller {
  account: gcp.serviceaccount.Account;
  /** Google's own account behind Pub/Sub, as a member of policies. */
  pubsubAgent: gcp.projects.ServiceIdentity;
}

export function createCaller(apis: readonly Resource[]): Caller {
  const account = new gcp.serviceaccount.Account(
    'caller',
    { accountId: 'private-caller', displayName: 'Pub/Sub and Scheduler, when they call private services' },
    { dependsOn: [...apis] },
  );
  const pubsubAgent = new gcp.projects.ServiceIdentity(
    'pubsub',
    { service: 'pubsub.googleapis.com' },
    { dependsOn: [...apis] },
  );
  new gcp.serviceaccount.IAMMember('pubsub-signs-as-caller', {
    serviceAccountId: account.name,
    role: 'roles/iam.serviceAccountTokenCreator',
    member: interpolate`serviceAccount:${pubsubAgent.email}`,
  });
  return { account, pubsubAgent };
}
