import { beforeAll, expect, it } from 'vitest';
import { Numbering } from '../../shared/sona/numbering.js';
import { answerTo, type Served } from './answer.js';
import { openEngine } from './open-engine.js';

const NOW = Date.parse('2026-01-01');
let served: Served;

beforeAll(async () => {
  served = { engine: await openEngine({}), titles: new Numbering(), viewers: new Numbering() };
});

const answer = (line: unknown) =>
  answerTo(typeof line === 'string' ? line : JSON.stringify(line), served, NOW);

it('takes new viewers and titles, and never lists what was had', async () => {
  for (const user of ['a', 'b'])
    for (const [step, item] of ['x', 'y', 'z'].entries())
      expect(await answer({ op: 'feedback', user, item, rating: 4, at: 100 + step })).toEqual({ ok: true });
  await answer({ op: 'feedback', user: 'c', item: 'x', rating: 5, at: 200 });
  expect(await answer({ op: 'recommend', user: 'c', k: 2, at: 201 })).toEqual({
    items: expect.arrayContaining(['y', 'z']),
    ms: expect.any(Number),
  });
  expect(await answer({ op: 'recommend', user: 'nobody', k: 1, at: 202 })).toMatchObject({
    items: [expect.any(String)],
  });
});

it('takes the same feedback once', async () => {
  const events = served.engine.known.histories.events;
  const again = { op: 'feedback', user: 'a', item: 'x', rating: 4, at: 100 };
  expect(await answer(again)).toEqual({ ok: true, repeated: true });
  expect(served.engine.known.histories.events).toBe(events);
});

it.each([
  ['what is not JSON', 'nonsense', 'one JSON object'],
  ['a list', [], 'one JSON object'],
  ['an unknown operation', { op: 'dance' }, 'op'],
  ['a request of nobody', { op: 'recommend', k: 3 }, 'user'],
  ['a list of none', { op: 'recommend', user: 'a', k: 0 }, 'k'],
  ['a rating that is none', '{"op":"feedback","user":"a","item":"x","rating":NaN}', 'one JSON object'],
  ['a rating of nothing', { op: 'feedback', user: 'a', item: 'q', rating: null, at: 1 }, 'rating'],
  ['feedback from the future', { op: 'feedback', user: 'a', item: 'q', rating: 3, at: 4e9 }, 'future'],
])('answers %s with what is wrong, and learns nothing', async (_, line, fault) => {
  const events = served.engine.known.histories.events;
  expect(await answer(line)).toEqual({ error: expect.stringContaining(fault) });
  expect(served.engine.known.histories.events).toBe(events);
});
