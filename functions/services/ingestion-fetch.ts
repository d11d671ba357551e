import { pagePlanned } from '../../shared/event/ingestion-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  max: 1,
  timeoutSeconds: 540,
  routes: {
    'fetch-page': onMessage(pagePlanned, {
      uses: ['blobs', 'events', 'providers', 'runs'],
      load: async () => (await import('../ingestion/fetch-page.js')).fetchPage,
      impact: stale,
    }),
  },
} as const satisfies Service;
