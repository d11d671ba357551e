import { z } from 'zod';
import { AccountId } from '../account/account.js';
import { Feedback } from '../recommendation/feedback.js';
import { ProfileId } from '../viewer/household.js';
import { topic } from './topic.js';

const account = '8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33';

/** What a viewer told of titles; in order for each profile. */
export const feedbackGiven = topic(
  'feedback-given',
  z.object({
    account: AccountId,
    profile: ProfileId,
    events: z.array(Feedback.safeExtend({ time: z.number() })).min(1),
  }),
  [
    {
      account,
      profile: account,
      events: [
        {
          id: '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11',
          type: 'rated',
          title: '7d444840-9dc0-11d1-b245-5ffdce74fad2' as never,
          rating: 4.5,
          time: 1_795_284_000_000,
        },
      ],
    },
  ],
  { orderedBy: ({ profile }) => profile },
);
