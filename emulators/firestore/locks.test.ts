import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SuiteClock } from '../clock.js';
import { LOCK_WAIT_MS } from './limits.js';
import { type LockRequest, Locks, type Owner } from './locks.js';

let clock: SuiteClock;
let locks: Locks;
let granted: string[];

beforeEach(() => {
  clock = new SuiteClock();
  locks = new Locks(clock);
  granted = [];
});

afterEach(() => clock.stop());

const exclusive = (resource: string): LockRequest => ({ resource, shared: false });
const shared = (resource: string): LockRequest => ({ resource, shared: true });

let seniority = 0;
function owner(): Owner {
  return { seniority: ++seniority };
}

/** Notes under `label` when the lock is had, or that it was refused. */
async function want(label: string, who: Owner, ...requests: LockRequest[]): Promise<void> {
  await locks.acquire(who, requests).then(
    () => granted.push(label),
    (error: { code: number }) => granted.push(`${label} refused with ${error.code}`),
  );
}

/** All promises that are settled by now have run their callbacks when this one resolves. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('locks', () => {
  it('are granted in the order of arrival', async () => {
    const [a, b, c] = [owner(), owner(), owner()];
    void want('a', a, exclusive('x'));
    void want('b', b, exclusive('x'), exclusive('y'));
    void want('c', c, exclusive('y'));
    await settled();
    expect(granted).toEqual(['a']);
    locks.release(a);
    await settled();
    expect(granted).toEqual(['a', 'b']);
    locks.release(b);
    await settled();
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  it('go together when all are shared', async () => {
    const [a, b, c] = [owner(), owner(), owner()];
    void want('a', a, shared('x'));
    void want('b', b, shared('x'));
    void want('c', c, exclusive('x'));
    await settled();
    expect(granted).toEqual(['a', 'b']);
    locks.release(a);
    locks.release(b);
    await settled();
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  it('of what an owner already has are granted again', async () => {
    const a = owner();
    await want('a', a, exclusive('x'));
    await want('again', a, shared('x'));
    void want('b', owner(), shared('x'));
    await settled();
    expect(granted).toEqual(['a', 'again']);
  });

  it('go first to who holds something, whom the others wait for anyway', async () => {
    const [holder, later] = [owner(), owner()];
    await want('holder', holder, exclusive('x'));
    void want('later', later, exclusive('x'), exclusive('y'));
    await want('holder again', holder, exclusive('y'));
    expect(granted).toEqual(['holder', 'holder again']);
  });

  it('are refused with ABORTED when the wait is too long', async () => {
    await want('a', owner(), exclusive('x'));
    void want('b', owner(), exclusive('x'));
    clock.advance(LOCK_WAIT_MS - 1_000);
    await settled();
    expect(granted).toEqual(['a']);
    clock.advance(1_000);
    await settled();
    expect(granted).toEqual(['a', 'b refused with 10']);
  });

  it('are taken from the youngest of those that wait for each other', async () => {
    const [old, young] = [owner(), owner()];
    await want('old x', old, exclusive('x'));
    await want('young y', young, exclusive('y'));
    void want('young x', young, exclusive('x'));
    void want('old y', old, exclusive('y'));
    await settled();
    expect(granted).toEqual(['old x', 'young y', 'young x refused with 10', 'old y']);
  });
});
