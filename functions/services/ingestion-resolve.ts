import { pageNormalised } from '../../shared/event/ingestion-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  memory: '1Gi',
  concurrency: 2,
  routes: {
    'resolve-page': onMessage(pageNormalised, {
      uses: ['blobs', 'events', 'runs', 'titles'],
      load: async () => (await import('../ingestion/resolve-page.js')).resolvePage,
      impact: stale,
    }),
  },
} as const satisfies Service;
