import { runRequested } from '../../shared/event/run-events.js';
import { onMessage, onSchedule, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  max: 1,
  timeoutSeconds: 540,
  routes: {
    'request-runs': onSchedule(
      { cron: '0 * * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['events', 'providers'],
        load: async () => (await import('../ingestion/request-runs.js')).requestRuns,
        impact: stale,
      },
    ),
    'plan-run': onMessage(runRequested, {
      uses: ['blobs', 'events', 'providers', 'runs'],
      load: async () => (await import('../ingestion/plan-run.js')).planRun,
      impact: stale,
    }),
  },
} as const satisfies Service;
