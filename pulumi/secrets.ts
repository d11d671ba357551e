import * as gcp from '@pulumi/gcp';
import type { Output, Resource } from '@pulumi/pulumi';
import type { Configuration } from './configuration.js';
import { REGION, type SecretName, secrets } from './settings.js';

/** The secrets that the stack has a value for. */
export type Secrets = ReadonlyMap<SecretName, { secret: gcp.secretmanager.Secret; version: Output<string> }>;

export function createSecrets(configuration: Configuration, apis: readonly Resource[]): Secrets {
  const created: [SecretName, { secret: gcp.secretmanager.Secret; version: Output<string> }][] = [];
  for (const name of Object.keys(secrets) as SecretName[]) {
    const value = configuration.secrets[name];
    if (value === undefined) continue;
    const secret = new gcp.secretmanager.Secret(
      name,
      { secretId: name, replication: { userManaged: { replicas: [{ location: REGION }] } } },
      { dependsOn: [...apis] },
    );
    const { version } = new gcp.secretmanager.SecretVersion(name, { secret: secret.id, secretData: value });
    created.push([name, { secret, version }]);
  }
  return new Map(created);
}
