import { z } from 'zod';

/** What may be done with what is known of a viewer; each can be switched off. */
export const Privacy = z
  .object({
    personalisation: z
      .boolean()
      .meta({ description: 'Recommendations and rankings are made for the viewer.', example: true }),
    history: z.boolean().meta({ description: 'What was watched is remembered.', example: true }),
    analytics: z.boolean().meta({
      description: 'The viewer counts in statistics, which tell nothing of anybody.',
      example: true,
    }),
  })
  .meta({ id: 'Privacy', description: 'What the account allows; it holds for all of its profiles.' });
export type Privacy = z.infer<typeof Privacy>;

/** A use of what is known of a viewer. */
export type PersonalUse = keyof Privacy;

export const PrivacyChange = z
  .strictObject(Privacy.shape)
  .partial()
  .meta({ description: 'What is not there stays as it is.' });

export const everythingAllowed: Privacy = { personalisation: true, history: true, analytics: true };
export const nothingAllowed: Privacy = { personalisation: false, history: false, analytics: false };
