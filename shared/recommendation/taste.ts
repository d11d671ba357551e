import { z } from 'zod';
import { TitleId } from '../title/title-id.js';
import { engagementOf, type Feedback, LEAST_COMPLETION, LIKED_RATING, recencyOf } from './feedback.js';

/** Titles with what was told of them, the newest kept. */
export const MOST_TITLES = 200;
/** Titles that are not to be shown again, beyond those. */
export const MOST_SEEN = 2_000;
const MOST_REFUSED = 500;
const MOST_MUTED = 50;
/** Far more than come while a message is still repeated. */
const MOST_HANDLED = 500;

const TitleTold = z.object({
  title: TitleId,
  /** Epoch milliseconds of the latest that was told. */
  at: z.number(),
  completion: z.number().optional(),
  rating: z.number().optional(),
  again: z.boolean().optional(),
  added: z.boolean().optional(),
  clicked: z.boolean().optional(),
});
export type TitleTold = z.infer<typeof TitleTold>;

/** What is known of a viewer from what they did: bounded, whatever they do. */
export const Taste = z.object({
  /** In the order of time. */
  titles: z.array(TitleTold),
  /** Marks of titles that were watched, rated or added, oldest first. */
  seen: z.array(z.string()),
  /** Dismissed, or not for them. */
  refused: z.array(TitleId),
  /** Keys of reasons that were switched off. */
  muted: z.array(z.string()),
  /** Marks of events that are in here already. */
  handled: z.array(z.string()),
});
export type Taste = z.infer<typeof Taste>;

export const noTaste: Taste = { titles: [], seen: [], refused: [], muted: [], handled: [] };

/** Enough of an id to tell a viewer's titles apart: a stranger's is taken for one of 2,000 once in two million. */
export function markOf(id: string): string {
  return id.slice(0, 8);
}

/** An event with the time that counts. */
export type Timed = Feedback & { time: number };

export function isHandled(taste: Taste, { id }: Feedback): boolean {
  return taste.handled.includes(eventMark(id));
}

/** What is known after an event. The same event again changes nothing. */
export function afterFeedback(taste: Taste, event: Timed): Taste {
  if (isHandled(taste, event)) return taste;
  const handled = newest([...taste.handled, eventMark(event.id)], MOST_HANDLED);
  return { ...taste, ...changeOf(taste, event), handled };
}

function changeOf(taste: Taste, event: Timed): Partial<Taste> {
  const { type, title, reason } = event;
  switch (type) {
    case 'less':
      return reason === undefined
        ? {}
        : { muted: newest([...without(taste.muted, reason), reason], MOST_MUTED) };
    case 'undo':
      return {
        ...(title !== undefined && { refused: without(taste.refused, title) }),
        ...(reason !== undefined && { muted: without(taste.muted, reason) }),
      };
    case 'shown':
      return {};
    case 'dismissed':
    case 'not_for_me':
      return title === undefined
        ? {}
        : { refused: newest([...without(taste.refused, title), title], MOST_REFUSED) };
    default:
      return title === undefined ? {} : toldOf(taste, { ...event, title });
  }
}

function toldOf(taste: Taste, event: Timed & { title: TitleId }): Partial<Taste> {
  const { type, title, completion = 0 } = event;
  if (type === 'watched' && completion < LEAST_COMPLETION) return {};
  const before = taste.titles.find((one) => one.title === title);
  const titles = [...taste.titles.filter((one) => one !== before), toldAfter(before, event)];
  const mark = markOf(title);
  return {
    titles: titles.sort((a, b) => a.at - b.at).slice(-MOST_TITLES),
    ...(type !== 'clicked' && { seen: newest([...without(taste.seen, mark), mark], MOST_SEEN) }),
  };
}

function toldAfter(before: TitleTold | undefined, event: Timed & { title: TitleId }): TitleTold {
  const { type, title, rating, time } = event;
  const told: TitleTold = { ...before, title, at: Math.max(before?.at ?? 0, time) };
  switch (type) {
    case 'watched':
      if (before?.completion !== undefined) told.again = true;
      return { ...told, completion: Math.max(before?.completion ?? 0, event.completion ?? 0) };
    case 'rated':
      // The one that was given last counts, whichever comes first.
      return before?.rating !== undefined && time < before.at ? told : { ...told, rating };
    case 'added':
      return { ...told, added: true };
    default:
      return { ...told, clicked: true };
  }
}

/** Whether the title is one that the viewer chose, which makes the next more likely. */
export function isChosen({ completion, rating, added }: TitleTold): boolean {
  if (rating !== undefined) return rating >= 3;
  return completion !== undefined || added === true;
}

/** Titles that the viewer chose, oldest first. */
export function chosenOf(taste: Taste): TitleTold[] {
  const refused = new Set(taste.refused);
  return taste.titles.filter((one) => isChosen(one) && !refused.has(one.title));
}

/** A title that the viewer liked, and how much it counts now, 0 to 1. */
export interface Liked {
  title: TitleId;
  weight: number;
}

/** What an added title, and one that was only opened, weighs beside those that were watched. */
const ADDED = 0.3;
const CLICKED = 0.05;

/** What the viewer likes, most first: by engagement and recency, relative to the most liked. */
export function likedOf(taste: Taste, now: number): Liked[] {
  const refused = new Set(taste.refused);
  const weighed = taste.titles
    .filter(({ title, rating }) => !refused.has(title) && (rating === undefined || rating >= 3))
    .map((told) => ({ title: told.title, weight: likingOf(told) * recencyOf(told.at, now) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const most = weighed[0]?.weight ?? 1;
  return weighed.map(({ title, weight }) => ({ title, weight: weight / most }));
}

function likingOf(told: TitleTold): number {
  const liking = engagementOf(told) ?? 0;
  const loved = told.rating !== undefined && told.rating >= LIKED_RATING ? 0.2 : 0;
  return Math.max(liking + loved, told.added ? ADDED : 0, told.clicked ? CLICKED : 0);
}

/** The rating that stands for what was told, 1 to 5: what was watched unrated was good enough. */
export function ratingOf({ rating, completion }: TitleTold): number {
  return rating ?? 3 + (completion ?? 0.5);
}

function newest<Value>(values: readonly Value[], limit: number): Value[] {
  return values.slice(-limit);
}

function without<Value>(values: readonly Value[], value: Value): Value[] {
  return values.filter((one) => one !== value);
}

/** 48 bits of a random UUID. */
function eventMark(id: string): string {
  return id.replaceAll('-', '').slice(0, 12);
}
