import { pageResolved } from '../../shared/event/ingestion-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  cpu: 2,
  memory: '1Gi',
  // While the encoder works on one page, the next one is read.
  concurrency: 2,
  routes: {
    'embed-page': onMessage(pageResolved, {
      uses: ['blobs', 'embedder', 'events', 'runs', 'titles'],
      load: async () => (await import('../ingestion/embed-page.js')).embedPage,
      impact: stale,
    }),
  },
} as const satisfies Service;
