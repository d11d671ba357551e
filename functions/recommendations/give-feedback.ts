import { z } from 'zod';
import { feedbackGiven } from '../../shared/event/feedback-events.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { Feedback, type feedbackTypes } from '../../shared/recommendation/feedback.js';
import { TitleId } from '../../shared/title/title-id.js';
import { allows, knownViewer, stillThere, type Viewer } from '../../shared/viewer/viewer.js';

const MOST_EVENTS = 100;
/** How far a client's clock may be ahead. */
const AHEAD_MS = 5 * 60_000;

const statuses = ['accepted', 'unknown-title', 'in-the-future', 'not-allowed'] as const;

/** What tells of watching, rather than what the viewer says of it. */
const history: readonly (typeof feedbackTypes)[number][] = ['shown', 'clicked', 'watched'];

const example = {
  id: '5b0c5d7e-3d0f-4d8e-9c55-0c2f5f6f1a11',
  type: 'rated',
  title: TitleId.parse('7d444840-9dc0-11d1-b245-5ffdce74fad2'),
  rating: 4.5,
};

export const giveFeedback = endpoint({
  summary: 'Tell what was watched, liked or refused',
  description:
    'What recommendations learn from, for the profile that the request is made from. Each event has an id of its own, so that ' +
    'sending it again changes nothing. `not_for_me` and `dismissed` keep a title out of all recommendations, `less` switches a ' +
    'reason off, and `undo` takes either back. Watched less than three tenths counts as not watched. Each event is answered in ' +
    'its place: `not-allowed` where the viewer’s privacy settings forbid to keep it.',
  body: z
    .strictObject({
      events: z
        .array(Feedback)
        .min(1)
        .max(MOST_EVENTS)
        .meta({ description: 'In the order in which they happened.', example: [example] }),
    })
    .meta({ description: 'What the viewer did.' }),
  status: 202,
  answer: z
    .object({
      accepted: z.int().describe('How many events were taken.'),
      results: z.array(z.object({ id: z.uuid(), status: z.enum(statuses) })),
    })
    .meta({ id: 'FeedbackResults' }),
  keyed: true,
  problems: ['account-not-found'],
  handle: async (
    { body, viewer, once },
    { clock, events, households, titleIndex }: Uses<'events' | 'households' | 'titleIndex'>,
  ) => {
    const known = knownViewer(viewer);
    const now = clock.now();
    const asked = [...new Set(body.events.flatMap(({ title }) => title ?? []))];
    const titles = new Set((await titleIndex.titles(asked)).map(({ id }) => id));
    const judged = body.events.map((event) => ({
      id: event.id,
      status: statusOf(event, { viewer: known, titles, now }),
    }));
    // With a key what was answered first is answered again, whatever is the case by now.
    const results = once
      ? stillThere(
          await households.change(known.account, (same) => ({ household: same, answer: judged }), once),
        )
      : judged;
    const accepted = body.events.filter((_, i) => results[i]?.status === 'accepted');
    // Nothing is learned yet from what was only shown. Sent again, events change nothing: each has its id.
    const telling = accepted
      .filter(({ type }) => type !== 'shown')
      .map((event) => ({ ...event, time: event.at === undefined ? now : Date.parse(event.at) }));
    if (telling.length > 0) {
      const { account, profile } = known;
      await events.publish(feedbackGiven, { account, profile: profile.id, events: telling });
    }
    return { accepted: accepted.length, results };
  },
});

function statusOf(
  { type, title, at }: Feedback,
  { viewer, titles, now }: { viewer: Viewer; titles: ReadonlySet<TitleId>; now: number },
): (typeof statuses)[number] {
  if (!allows(viewer, 'personalisation')) return 'not-allowed';
  if (history.includes(type) && !allows(viewer, 'history')) return 'not-allowed';
  if (at !== undefined && Date.parse(at) > now + AHEAD_MS) return 'in-the-future';
  // What was refused and is gone since can still be taken back.
  if (title !== undefined && type !== 'undo' && !titles.has(title)) return 'unknown-title';
  return 'accepted';
}
