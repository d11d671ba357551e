import * as gcp from '@pulumi/gcp';
import type { Resource } from '@pulumi/pulumi';
import { workingFiles } from '../shared/storage-layout.js';
import type { Configuration } from './configuration.js';
import { REGION } from './settings.js';

export interface Buckets {
  /** Pages of ingestion runs and large artefacts. */
  data: gcp.storage.Bucket;
  /** Archives of the services' code. */
  sources: gcp.storage.Bucket;
}

export function createBuckets({ project }: Configuration, apis: readonly Resource[]): Buckets {
  const common = {
    location: REGION,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
  };
  const data = new gcp.storage.Bucket(
    'data',
    {
      ...common,
      name: `${project}-media-gateway-data`,
      lifecycleRules: [
        {
          action: { type: 'Delete' },
          condition: { age: workingFiles.keptDays, matchesPrefixes: [workingFiles.prefix] },
        },
      ],
    },
    { dependsOn: [...apis], protect: true },
  );
  const sources = new gcp.storage.Bucket(
    'sources',
    { ...common, name: `${project}-media-gateway-sources` },
    { dependsOn: [...apis] },
  );
  return { data, sources };
}
