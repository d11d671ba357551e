import { describe, expect, it, vi } from 'vitest';
import { Unavailable } from '../problem/problem.js';
import { countAlone } from './count-alone.js';
import type { FrontDoor, Standing } from './front-door.js';
import { neverOpen } from './never-open.js';

const claim = { bucket: 'common', subject: 'address:203.0.113.9', limit: 2 } as const;
const arrival = { claims: [claim] };
const alone = () => countAlone({ now: () => 0 });
const keep = async () => {};
const failing = (error: Error): FrontDoor => ({ ask: () => Promise.reject(error), keep });

describe('a limit that is never open', () => {
  it('asks the one that counts for all', async () => {
    const standing: Standing = {
      decisions: [{ allowed: false, remaining: 0, freeInMs: 7 }],
      revoked: false,
    };
    const ask = vi.fn(async () => standing);
    expect(await neverOpen({ ask, keep }, alone()).ask(arrival)).toBe(standing);
    expect(ask).toHaveBeenCalledExactlyOnceWith(arrival);
  });

  it('counts alone while that cannot be reached, and does not pretend to know more', async () => {
    const door = neverOpen(failing(new Unavailable('upstash')), alone());
    const standings: Standing[] = [];
    for (let i = 0; i < 4; i++) standings.push(await door.ask(arrival));
    expect(standings.map(({ decisions }) => decisions[0]?.allowed)).toEqual([true, true, false, false]);
    expect(standings.map(({ revoked, cache }) => revoked ?? cache)).toEqual(Array(4).fill(undefined));
  });

  it('refuses where guesses would be let through', async () => {
    const door = neverOpen(failing(new Unavailable('upstash')), alone());
    const signIn = { claims: [claim, { ...claim, bucket: 'sign-in' as const }] };
    await expect(door.ask(signIn)).rejects.toThrow(Unavailable);
  });

  it('hides no fault of our own', async () => {
    const door = neverOpen(failing(new TypeError('ours')), alone());
    await expect(door.ask(arrival)).rejects.toThrow('ours');
  });
});
