import * as gcp from '@pulumi/gcp';
import type { Resource } from '@pulumi/pulumi';

const names = [
  'cloudscheduler',
  'compute',
  'firestore',
  'iam',
  'pubsub',
  'run',
  'secretmanager',
  'storage',
] as const;

/** The APIs of a fresh project; left on when the stack goes, since others may use them. */
export function enableApis(): Resource[] {
  return names.map(
    (name) => new gcp.projects.Service(name, { service: `${name}.googleapis.com`, disableOnDestroy: false }),
  );
}
