import { accountDeleted } from '../../shared/event/account-events.js';
import { onMessage, onSchedule, type Service } from '../../shared/function/declare.js';
import { step } from '../step.js';

const lingering = 'what is held of deleted accounts goes late';

export const service = {
  ...step,
  max: 1,
  routes: {
    'forget-account': onMessage(accountDeleted, {
      uses: ['forgotten', 'personalData', 'revocations'],
      load: async () => (await import('../privacy/forget-account.js')).forgetAccount,
      impact: lingering,
    }),
    'forget-accounts': onSchedule(
      { cron: '*/10 * * * *', timeZone: 'Etc/UTC' },
      {
        uses: ['forgotten', 'personalData', 'revocations'],
        load: async () => (await import('../privacy/forget-account.js')).forgetAccounts,
        impact: lingering,
      },
    ),
  },
} as const satisfies Service;
