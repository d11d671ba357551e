import { feedbackGiven } from '../../shared/event/feedback-events.js';
import { onMessage, onSchedule, type Service } from '../../shared/function/declare.js';
import { step } from '../step.js';

const unlearned = 'recommendations do not learn from what viewers do';

export const service = {
  ...step,
  memory: '1Gi',
  max: 10,
  timeoutSeconds: 540,
  routes: {
    'sona-learn': onMessage(feedbackGiven, {
      uses: ['catalogueArtefact', 'recommendationBase', 'tastes'],
      load: async () => (await import('../learning/learn.js')).learn,
      impact: unlearned,
    }),
    'sona-train': onSchedule(
      { cron: '15 */6 * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['households', 'recommendationBase', 'tastes'],
        load: async () => (await import('../learning/train.js')).train,
        impact: 'recommendations follow what viewers do as it was days ago',
      },
    ),
  },
} as const satisfies Service;
