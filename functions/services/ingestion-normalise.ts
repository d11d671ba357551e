import { pageFetched } from '../../shared/event/ingestion-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  routes: {
    'normalise-page': onMessage(pageFetched, {
      uses: ['blobs', 'events', 'runs'],
      load: async () => (await import('../ingestion/normalise-page.js')).normalisePage,
      impact: stale,
    }),
  },
} as const satisfies Service;
