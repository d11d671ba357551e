import { pageEmbedded } from '../../shared/event/ingestion-events.js';
import { onMessage, type Service } from '../../shared/function/declare.js';
import { stale, step } from '../step.js';

export const service = {
  ...step,
  memory: '1Gi',
  concurrency: 2,
  routes: {
    'index-page': onMessage(pageEmbedded, {
      uses: ['blobs', 'events', 'runs', 'titleIndex', 'titles'],
      load: async () => (await import('../ingestion/index-page.js')).indexPage,
      impact: stale,
    }),
  },
} as const satisfies Service;
