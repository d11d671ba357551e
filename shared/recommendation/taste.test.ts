import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TitleId, titleIdFrom } from '../title/title-id.js';
import { engagementOf, Feedback, feedbackTypes } from './feedback.js';
import {
  afterFeedback,
  chosenOf,
  likedOf,
  MOST_SEEN,
  MOST_TITLES,
  markOf,
  noTaste,
  Taste,
  type Timed,
} from './taste.js';

const DAY_MS = 86_400_000;
const idOf = (name: string | number): TitleId => titleIdFrom('test', String(name));
const event = (type: Timed['type'], more: Partial<Timed> = {}): Timed => ({
  id: randomUUID(),
  type,
  title: idOf('a'),
  time: 1_000,
  ...more,
});
const after = (...events: Timed[]) => events.reduce(afterFeedback, noTaste);

describe('engagement', () => {
  it('is as the formula says', () => {
    expect(engagementOf({ completion: 1 })).toBeCloseTo(0.15);
    expect(engagementOf({ completion: 0.3, rating: 5 })).toBeCloseTo(0.4 * 0.5 + 0.3);
    expect(engagementOf({ completion: 1, rating: 5, again: true })).toBeCloseTo(0.9);
    expect(engagementOf({ completion: 1, rating: 1, dismissed: true })).toBe(0);
    expect(engagementOf({ completion: 0.29 })).toBeUndefined();
    expect(engagementOf({})).toBeUndefined();
  });
});

describe('a taste', () => {
  it('takes each event once', () => {
    const one = event('watched', { completion: 0.9 });
    const taste = after(one, one, one);
    expect(taste).toEqual(after(one));
    expect(taste.titles[0]?.again).toBeUndefined();
    expect(after(one, event('watched', { completion: 0.9 })).titles[0]?.again).toBe(true);
  });

  it('skips what was hardly watched', () => {
    expect(after(event('watched', { completion: 0.2 })).titles).toEqual([]);
  });

  it('keeps the order of time, whatever comes first', () => {
    const [early, late] = [1, 2].map((time) => event('rated', { title: idOf(time), rating: 4, time }));
    if (!early || !late) throw new Error('two events');
    expect(after(late, early).titles).toEqual(after(early, late).titles);
  });

  it('keeps the rating that was given last', () => {
    const [early, late] = [event('rated', { rating: 5, time: 1 }), event('rated', { rating: 1, time: 2 })];
    expect(after(late, early).titles[0]?.rating).toBe(1);
    expect(chosenOf(after(early, late))).toEqual([]);
  });

  it('refuses and takes back titles and reasons', () => {
    const refused = after(event('rated', { rating: 5 }), event('not_for_me'));
    expect([refused.refused, chosenOf(refused)]).toEqual([[idOf('a')], []]);
    expect(chosenOf(afterFeedback(refused, event('undo')))).toHaveLength(1);
    const muted = after({ ...event('less'), title: undefined, reason: 'genre:horror' });
    expect(muted.muted).toEqual(['genre:horror']);
    const undone = afterFeedback(muted, { ...event('undo'), title: undefined, reason: 'genre:horror' });
    expect(undone.muted).toEqual([]);
  });

  it('likes what engaged most and lately', () => {
    const taste = after(
      event('rated', { title: idOf('old'), rating: 5, time: 0 }),
      event('rated', { title: idOf('new'), rating: 5, time: 300 * DAY_MS }),
      event('clicked', { title: idOf('seen'), time: 300 * DAY_MS }),
      event('rated', { title: idOf('bad'), rating: 1, time: 300 * DAY_MS }),
    );
    const liked = likedOf(taste, 300 * DAY_MS);
    expect(liked.map(({ title }) => title)).toEqual([idOf('new'), idOf('old'), idOf('seen')]);
    expect(liked.map(({ weight }) => weight)[1]).toBeCloseTo(0.95 ** 10);
  });

  it('stays bounded and readable, whatever is told', () => {
    const anything = fc.record({
      id: fc.uuid(),
      type: fc.constantFrom(...feedbackTypes),
      title: fc.nat(600).map(idOf),
      completion: fc.double({ min: 0, max: 1, noNaN: true }),
      rating: fc.double({ min: 1, max: 5, noNaN: true }),
      reason: fc.constantFrom('popular', 'genre:horror'),
      time: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 300 }), (events) => {
        const taste = events.reduce((before, one) => afterFeedback(before, one as Timed), noTaste);
        expect(Taste.parse(taste)).toEqual(taste);
        expect(taste.titles.length).toBeLessThanOrEqual(MOST_TITLES);
      }),
      { numRuns: 20 },
    );
    let taste: Taste = noTaste;
    for (let i = 0; i < MOST_SEEN + 100; i++)
      taste = afterFeedback(taste, event('rated', { title: idOf(i), rating: 5, time: i }));
    expect([taste.titles.length, taste.seen.length]).toEqual([MOST_TITLES, MOST_SEEN]);
    expect(taste.seen.at(-1)).toBe(markOf(idOf(MOST_SEEN + 99)));
    expect(Buffer.byteLength(JSON.stringify(taste))).toBeLessThan(100_000);
  });
});

describe('an event', () => {
  it('says what its type needs', () => {
    const base = { id: randomUUID(), title: idOf('a') };
    const good = [
      { type: 'rated', rating: 1 },
      { type: 'watched', completion: 0 },
      { type: 'less', reason: 'like' },
    ];
    for (const more of good) expect(Feedback.safeParse({ ...base, ...more }).success).toBe(true);
    const bad = [
      { type: 'rated' },
      { type: 'rated', rating: Number.NaN },
      { type: 'less' },
      { type: 'less', reason: 'x' },
    ];
    for (const more of bad) expect(Feedback.safeParse({ ...base, ...more }).success).toBe(false);
    expect(Feedback.safeParse({ id: randomUUID(), type: 'undo' }).success).toBe(false);
  });
});
