import { describe, expect, it } from 'vitest';
import { titleIdFrom } from '../title/title-id.js';
import { type Candidate, matchByName } from './ladder.js';

const first = titleIdFrom('test', 'first');
const second = titleIdFrom('test', 'second');

function candidate(given: Partial<Candidate> = {}): Candidate {
  return { id: first, names: ['The Solar Ship'], year: 1972, runtime: 100, family: 'film', ...given };
}

type Facts = Parameters<typeof matchByName>[0]['facts'];
const film: Facts = { type: 'movie', title: 'The Solar Ship', year: 1972, runtime: 100 };
const match = (facts: Partial<Facts>, ...candidates: Candidate[]) =>
  matchByName({ facts: { ...film, ...facts } }, candidates.length > 0 ? candidates : [candidate()])?.id;

describe('the name rung', () => {
  it.each<[string, Partial<Facts>]>([
    ['the same', {}],
    ['another way of writing', { title: 'SOLAR-SHIP, THE (1972)' }],
    ['a misspelt name', { title: 'The Solar Shipp' }],
    ['a missing article', { title: 'Solar Ship' }],
    ['the original title', { title: 'Il vascello', original_title: 'The Solar Ship' }],
    ['another cut', { runtime: 120 }],
    ['an unknown runtime', { runtime: undefined }],
    ['the year of another country', { year: 1973, runtime: 104 }],
    ['another kind of film', { type: 'documentary' }],
  ])('joins: %s', (_why, facts) => {
    expect(match(facts)).toBe(first);
  });

  it.each<[string, Partial<Facts>]>([
    ['another name', { title: 'The Polar Ship' }],
    ['two years apart', { year: 1974 }],
    ['an unknown year', { year: undefined }],
    ['half as long again', { runtime: 150 }],
    ['another family', { type: 'series' }],
    ['misspelt, and in another year', { title: 'The Solar Shipp', year: 1973 }],
    ['misspelt, and of another length', { title: 'The Solar Shipp', runtime: 120 }],
    ['of another year and another length', { year: 1973, runtime: 120 }],
    ['the sequel', { title: 'The Solar Ship 2' }],
    ['a name without a letter', { title: '???' }],
  ])('keeps apart: %s', (_why, facts) => {
    expect(match(facts)).toBeUndefined();
  });

  it('keeps sequels apart that came a year apart and are as long', () => {
    const part2 = candidate({ names: ['Back to the Future Part II'], year: 1989, runtime: 108 });
    const part3 = { title: 'Back to the Future Part III', year: 1990, runtime: 110 };
    expect(match(part3, part2)).toBeUndefined();
    expect(match({ ...part3, title: 'Back to the Future Part 2' }, part2)).toBe(first);
  });

  it('does not count the minutes of a short film', () => {
    const short = candidate({ runtime: 5 });
    expect(match({ type: 'short', runtime: 8 }, short)).toBe(first);
    expect(match({ type: 'short', runtime: 9 }, short)).toBeUndefined();
  });

  it('does not ask how long a series or an episode is', () => {
    expect(match({ type: 'series', runtime: 60 }, candidate({ family: 'series', runtime: 22 }))).toBe(first);
    expect(match({ type: 'episode', number: 1 }, candidate({ family: 'episode', runtime: 22 }))).toBe(first);
  });

  it.each<[string, Partial<Candidate>]>([
    ['year', { year: 1971 }],
    ['runtime', { runtime: 110 }],
    ['spelling', { names: ['The Solar Shipp'] }],
    ['article', { names: ['A Solar Ship'] }],
  ])('takes the nearest of two by %s, in whatever order they come', (_by, further) => {
    const near = candidate({ id: second });
    const far = candidate(further);
    expect(match({}, far)).toBe(first);
    expect(match({}, far, near)).toBe(second);
    expect(match({}, near, far)).toBe(second);
  });

  it('takes the same of two that are equally likely, in whatever order they come', () => {
    const [a, b] = [candidate(), candidate({ id: second })];
    expect(match({}, a, b)).toBe(match({}, b, a));
  });

  it('is as sure as the two are alike, from 0.90 to 0.98', () => {
    const sure = matchByName({ facts: film }, [candidate()]);
    const less = matchByName({ facts: film }, [candidate({ year: 1971, runtime: 105 })]);
    expect(sure).toEqual({ id: first, confidence: 0.98 });
    expect(less?.confidence).toBeGreaterThanOrEqual(0.9);
    expect(less?.confidence).toBeLessThan(0.95);
  });
});
