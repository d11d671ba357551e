import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { deadLetters } from '../event/dead-letters.js';
import { topic } from '../event/topic.js';
import type { PortPool, Uses } from '../ports.js';
import { onMessage, onSchedule } from './declare.js';
import { receiveMessage, receiveSchedule } from './push.js';
import { job, MAX_DELIVERY_ATTEMPTS, subscriber } from './subscriber.js';

const wish = topic('wish', z.object({ n: z.int() }), [{ n: 1 }]);
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const log = vi.fn();
const events = { publish: vi.fn() };
const seen = vi.fn();
const core = { clock: { now: () => 0 }, log, meters: { add: vi.fn() }, newId: () => '0'.repeat(32) };
const pool = { core, take: async () => ({ ...core, events }) } as unknown as PortPool;

const granted = subscriber(wish, async ({ n }, { events: out }: Uses<'events'>, delivery) => {
  if (n < 0) throw new Error('no such wish');
  seen(delivery);
  await out.publish(wish, { n: n + 1 });
});
const route = onMessage(wish, { uses: ['events'], load: async () => granted, impact: 'none' });

function push(content: unknown, deliveryAttempt?: number) {
  const data = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString(
    'base64',
  );
  const attributes = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, redrives: '2' };
  const message = { data, attributes, messageId: '7', publishTime: '2026-11-21T10:00:00Z' };
  return receiveMessage(
    route,
    { message, ...(deliveryAttempt && { deliveryAttempt }) },
    { name: 'grant', pool },
  );
}

beforeEach(() => vi.clearAllMocks());

describe('a pushed message', () => {
  it('reaches its function, and its trace goes on', async () => {
    expect(await push({ n: 1 }, 2)).toBe(204);
    expect(seen.mock.lastCall?.[0]).toMatchObject({
      id: '7',
      attempt: 2,
      publishedAt: Date.parse('2026-11-21T10:00:00Z'),
    });
    expect(events.publish).toHaveBeenCalledWith(
      wish,
      { n: 2 },
      { traceparent: expect.stringContaining(trace) },
    );
    expect(log).toHaveBeenCalledWith('info', 'message handled', expect.objectContaining({ trace_id: trace }));
  });

  it.each([
    [{ n: -1 }, 'no such wish', 'false'],
    [{ n: 'one' }, 'does not fit its schema', 'true'],
    ['not json', 'not valid JSON', 'true'],
  ])('%j is tried again, and buried with its reason at the last attempt', async (content, reason, poison) => {
    expect(await push(content, MAX_DELIVERY_ATTEMPTS - 1)).toBe(500);
    expect(events.publish).not.toHaveBeenCalled();
    expect(await push(content, MAX_DELIVERY_ATTEMPTS)).toBe(204);
    const [where, what, why] = events.publish.mock.lastCall ?? [];
    expect([where, what]).toEqual([deadLetters, content]);
    expect(why).toMatchObject({
      function: 'grant',
      topic: 'wish',
      attempts: '5',
      poison,
      redrives: '2',
      reason: expect.stringContaining(reason),
    });
  });

  it('stays with Pub/Sub when it cannot be buried', async () => {
    events.publish.mockRejectedValueOnce(new Error('down'));
    expect(await push({ n: -1 }, MAX_DELIVERY_ATTEMPTS)).toBe(500);
  });

  it('is refused when it is no push', async () => {
    expect(await receiveMessage(route, { hello: 1 }, { name: 'grant', pool })).toBe(400);
  });
});

it('a failed job is answered so that Scheduler tries again', async () => {
  const nightly = job(async (slot, _ports: Uses<'events'>) => {
    if (slot === 0) throw new Error('no');
  });
  const declared = onSchedule(
    { cron: '0 0 * * *', timeZone: 'Etc/UTC' },
    { uses: ['events'], load: async () => nightly, impact: 'none' },
  );
  expect(await receiveSchedule(declared, 1, { name: 'nightly', pool })).toBe(204);
  expect(await receiveSchedule(declared, 0, { name: 'nightly', pool })).toBe(500);
  expect(log).toHaveBeenCalledWith(
    'error',
    'scheduled job failed',
    expect.objectContaining({ reason: 'no' }),
  );
});
