import { describe, expect, it, vi } from 'vitest';
import { type DeadLetter, MAX_REDRIVES, redriveAt } from './dead-letters.js';
import { pageFetched } from './ingestion-events.js';
import { redrive } from './redrive.js';

const page = { run: 'file-1', provider: 'file', page: '000001' };

function letter(changes: Partial<DeadLetter>): DeadLetter {
  return {
    id: '1',
    message: JSON.stringify(page),
    topic: pageFetched.name,
    function: 'normalise-page',
    reason: 'storage is down',
    attempts: 5,
    redrives: 2,
    poison: false,
    received_at: '2026-11-21T10:00:00.000Z',
    redrive_at: '2026-11-21T10:20:00.000Z',
    ...changes,
  };
}

function ports() {
  const deadLetters = { put: vi.fn(), list: vi.fn(), due: vi.fn(), givenUp: vi.fn(), remove: vi.fn() };
  return { deadLetters, events: { publish: vi.fn() } };
}

describe('a letter goes back by itself', () => {
  const at = Date.parse('2026-11-21T10:00:00.000Z');
  it.each([
    [0, '2026-11-21T10:05:00.000Z'],
    [1, '2026-11-21T10:10:00.000Z'],
    [MAX_REDRIVES - 1, '2026-11-21T14:00:00.000Z'],
    [MAX_REDRIVES, null],
  ])('put back %i times before: %s', (redrives, time) => {
    expect(redriveAt({ poison: false, redrives }, at)).toBe(time);
  });

  it('never where no attempt can help', () => {
    expect(redriveAt({ poison: true, redrives: 0 }, at)).toBeNull();
  });
});

describe('redrive', () => {
  it('puts the message on its topic, counts the rounds, and then forgets the letter', async () => {
    const given = ports();
    given.deadLetters.remove.mockImplementation(() => {
      expect(given.events.publish).toHaveBeenCalled();
    });
    expect(await redrive([letter({})], given)).toBe(1);
    expect(given.events.publish).toHaveBeenCalledWith(pageFetched, page, { redrives: '3' });
    expect(given.deadLetters.remove).toHaveBeenCalledWith('1');
  });

  it('keeps the letter when the topic cannot be reached', async () => {
    const given = ports();
    given.events.publish.mockRejectedValue(new Error('down'));
    await expect(redrive([letter({})], given)).rejects.toThrow('down');
    expect(given.deadLetters.remove).not.toHaveBeenCalled();
  });

  it.each([
    ['of no topic', { topic: 'unknown' }],
    ['of the wrong shape', { message: '{"run":1}' }],
    ['cut off', { message: '{"run":"fi' }],
  ])('leaves one %s to the operator', async (_, changes) => {
    const given = ports();
    expect(await redrive([letter(changes)], given)).toBe(0);
    expect(given.events.publish).not.toHaveBeenCalled();
    expect(given.deadLetters.put).toHaveBeenCalledWith(
      letter({ ...changes, poison: true, redrive_at: null }),
    );
  });
});
