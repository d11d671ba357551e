import { z } from 'zod';
import { TitleId } from '../title/title-id.js';

/** What a viewer can tell. `less` switches a reason off; `undo` takes back what was said against a title or a reason. */
export const feedbackTypes = [
  'shown',
  'clicked',
  'watched',
  'rated',
  'added',
  'dismissed',
  'not_for_me',
  'less',
  'undo',
] as const;

/** Kinds of reasons, as they begin `reason` (reasons.ts). */
export const reasonKinds = [
  'after',
  'like',
  'content',
  'genre',
  'taste',
  'popular',
  'rated',
  'trending',
  'new',
  'context',
] as const;
export type ReasonKind = (typeof reasonKinds)[number];

export const ReasonKey = z
  .string()
  .max(100)
  .regex(new RegExp(`^(${reasonKinds.join('|')})(:[\\w-]{1,80})?$`), 'must be the key of a reason')
  .meta({ description: 'The `key` of a reason that was given.', example: 'genre:horror' });

export const Feedback = z
  .strictObject({
    id: z.uuid().meta({
      description: 'Made by you, once: the same event sent again counts once.',
      example: '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11',
    }),
    type: z.enum(feedbackTypes).meta({ description: 'What the viewer did.', example: 'rated' }),
    title: TitleId.optional().meta({
      description: 'The title that it is about; all but `less` need it, `undo` this or `reason`.',
      example: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    }),
    completion: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: 'Of `watched`: the share of the title.', example: 0.9 }),
    rating: z
      .number()
      .min(1)
      .max(5)
      .optional()
      .meta({ description: 'Of `rated`: 1 (worst) to 5; 4 and more is a like.', example: 4.5 }),
    reason: ReasonKey.optional(),
    at: z.iso.datetime().optional().meta({
      description: 'When it was; now where absent. At most five minutes ahead.',
      example: '2026-11-21T18:00:00.000Z',
    }),
  })
  .superRefine(({ type, title, completion, rating, reason }, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (type === 'less' ? reason === undefined : title === undefined && !(type === 'undo' && reason))
      fault(type === 'less' ? 'reason' : 'title', `must be there in an event of type ${type}`);
    if (type === 'watched' && completion === undefined) fault('completion', 'must be there when watched');
    if (type === 'rated' && rating === undefined) fault('rating', 'must be there when rated');
  });
export type Feedback = z.infer<typeof Feedback>;

/** Less of a title than this was watched by mistake. */
export const LEAST_COMPLETION = 0.3;
/** From this rating on a title was liked. */
export const LIKED_RATING = 4;

/** What was told of one title, all of it together. */
export interface Told {
  completion?: number | undefined;
  rating?: number | undefined;
  /** Watched more than once. */
  again?: boolean | undefined;
  dismissed?: boolean | undefined;
}

/**
 * How much somebody was taken with a title, 0 to 1: by how far they watched, what they say, whether they came back.
 * Undefined where less than LEAST_COMPLETION was watched and nothing said. A title that was rated without being watched
 * counts as watched to the end.
 */
export function engagementOf({ completion, rating, again, dismissed }: Told): number | undefined {
  const watched = completion ?? (rating === undefined ? undefined : 1);
  if (watched === undefined || (watched < LEAST_COMPLETION && rating === undefined)) return undefined;
  const c = 0.5 + (Math.max(LEAST_COMPLETION, watched) - LEAST_COMPLETION) / 1.4;
  const liking = rating === undefined ? 0.15 * c : 0.4 * c + (0.3 * (rating - 1)) / 4;
  return Math.min(1, Math.max(0, liking + (again ? 0.2 : 0) - (dismissed ? 0.5 : 0)));
}

/** Engagement fades with the days. */
export function recencyOf(at: number, now: number): number {
  return 0.95 ** (Math.max(0, now - at) / (30 * 86_400_000));
}
