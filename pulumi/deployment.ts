import type { Output } from '@pulumi/pulumi';
import type { Manifest } from '../shared/function/declare.js';
import { enableApis } from './apis.js';
import { createBuckets } from './buckets.js';
import type { Configuration } from './configuration.js';
import { createDatabases } from './databases.js';
import { createEntry } from './entry.js';
import { createCaller } from './identities.js';
import { limitViolations } from './limit-violations.js';
import { createMessaging } from './messaging.js';
import { createSchedules } from './schedules.js';
import { createSecrets } from './secrets.js';
import { createService } from './services.js';

export interface Deployment {
  /** IP address that the domain's A record must name. */
  address: Output<string>;
  api: string;
}

/**
 * Everything that the manifest needs of the cloud.
 * @throws naming all that the cloud would refuse
 */
export function deploy(manifest: Manifest, configuration: Configuration): Deployment {
  const violations = limitViolations(manifest);
  if (violations.length > 0) {
    throw new Error(`The manifest breaks limits (docs/platform-limits.md):\n  ${violations.join('\n  ')}`);
  }
  const apis = enableApis();
  createDatabases(apis);
  const buckets = createBuckets(configuration, apis);
  const secrets = createSecrets(configuration, apis);
  const caller = createCaller(apis);
  const services = Object.entries(manifest).map(([name, declared]) =>
    createService(name, declared, { configuration, buckets, secrets, caller, apis }),
  );
  createMessaging(manifest, services, caller, apis);
  createSchedules(manifest, services, caller, apis);
  const address = createEntry(manifest, services, configuration.domain, apis);
  return { address, api: `https://${configuration.domain}` };
}
