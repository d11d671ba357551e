import * as gcp from '@pulumi/gcp';
import { interpolate, type Resource } from '@pulumi/pulumi';
import type { Manifest } from '../shared/function/declare.js';
import { schedules } from '../shared/function/wiring.js';
import type { Caller } from './identities.js';
import type { DeployedService } from './services.js';
import { REGION } from './settings.js';

/** Cloud Scheduler's jobs, which call the functions that the manifest puts behind a clock. */
export function createSchedules(
  manifest: Manifest,
  services: readonly DeployedService[],
  caller: Caller,
  apis: readonly Resource[],
): void {
  for (const schedule of schedules(manifest)) {
    const target = services.find(({ name }) => name === schedule.service);
    if (!target) continue;
    const { uri } = target.service;
    new gcp.cloudscheduler.Job(
      schedule.name,
      {
        name: schedule.name,
        region: REGION,
        schedule: schedule.cron,
        timeZone: schedule.timeZone,
        attemptDeadline: `${schedule.attemptDeadlineSeconds}s`,
        retryConfig: { retryCount: 3, minBackoffDuration: '5s', maxBackoffDuration: '60s' },
        httpTarget: {
          httpMethod: 'POST',
          uri: interpolate`${uri}/${schedule.name}`,
          oidcToken: { serviceAccountEmail: caller.account.email, audience: uri },
        },
      },
      { dependsOn: [...apis] },
    );
  }
}
