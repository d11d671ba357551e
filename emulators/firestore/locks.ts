import type { SuiteClock } from '../clock.js';
import { LOCK_WAIT_MS } from './limits.js';
import { aborted } from './status.js';

/** Who holds or wants locks: a transaction, or one commit outside of any. */
export interface Owner {
  /** Lower is older; of transactions that wait for each other, the youngest is aborted. */
  readonly seniority: number;
}

export interface LockRequest {
  resource: string;
  /** Shared locks go together, an exclusive one stands alone. */
  shared: boolean;
}

interface Waiting {
  owner: Owner;
  requests: LockRequest[];
  grant(): void;
  refuse(error: Error): void;
}

const contention = () => aborted('Too much contention on these documents. Please try again.');

/**
 * Pessimistic locks. A request is granted whole or waits whole, in the order of arrival, so that transactions
 * which contend for one document pass one after another instead of failing at commit. An owner that already
 * holds something goes before those that hold nothing: those would only wait for it anyway.
 */
export class Locks {
  readonly #clock: SuiteClock;
  readonly #holders = new Map<string, Map<Owner, { shared: boolean }>>();
  readonly #held = new Map<Owner, Set<string>>();
  #waiting: Waiting[] = [];

  constructor(clock: SuiteClock) {
    this.#clock = clock;
  }

  /** Rejects with ABORTED when the wait is too long or would never end, and when `release` ends it. */
  acquire(owner: Owner, requests: LockRequest[]): Promise<void> {
    if (!this.#blocked(owner, requests, this.#waiting)) {
      this.#take(owner, requests);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        owner,
        requests,
        grant: () => {
          cancel();
          resolve();
        },
        refuse: (error) => {
          cancel();
          reject(error);
        },
      };
      const cancel = this.#clock.alarm(this.#clock.now() + LOCK_WAIT_MS, () => this.#refuse(waiting));
      this.#waiting.push(waiting);
      this.#breakDeadlock(owner);
    });
  }

  /** Gives up everything that the owner holds or waits for. */
  release(owner: Owner): void {
    for (const resource of this.#held.get(owner) ?? []) {
      const holders = this.#holders.get(resource);
      holders?.delete(owner);
      if (holders?.size === 0) this.#holders.delete(resource);
    }
    this.#held.delete(owner);
    for (const waiting of this.#waiting.filter((candidate) => candidate.owner === owner)) {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.refuse(contention());
    }
    this.#grantWaiting();
  }

  #refuse(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    waiting.refuse(contention());
    this.#grantWaiting();
  }

  #grantWaiting(): void {
    const still: Waiting[] = [];
    for (const waiting of this.#waiting) {
      if (this.#blocked(waiting.owner, waiting.requests, still)) {
        still.push(waiting);
      } else {
        this.#take(waiting.owner, waiting.requests);
        waiting.grant();
      }
    }
    this.#waiting = still;
  }

  #take(owner: Owner, requests: LockRequest[]): void {
    const held = this.#held.get(owner) ?? new Set();
    this.#held.set(owner, held);
    for (const { resource, shared } of requests) {
      const holders = this.#holders.get(resource) ?? new Map<Owner, { shared: boolean }>();
      this.#holders.set(resource, holders);
      holders.set(owner, { shared: shared && (holders.get(owner)?.shared ?? true) });
      held.add(resource);
    }
  }

  #blocked(owner: Owner, requests: LockRequest[], earlier: readonly Waiting[]): boolean {
    if (this.#blockers(owner, requests).size > 0) return true;
    if (this.#held.has(owner)) return false;
    return earlier.some((waiting) => conflict(waiting.requests, requests));
  }

  #blockers(owner: Owner, requests: LockRequest[]): Set<Owner> {
    const blockers = new Set<Owner>();
    for (const { resource, shared } of requests) {
      for (const [holder, held] of this.#holders.get(resource) ?? []) {
        if (holder !== owner && !(shared && held.shared)) blockers.add(holder);
      }
    }
    return blockers;
  }

  /** Only holders can wait in a circle; the youngest of the circle that starts at `owner` gives way. */
  #breakDeadlock(owner: Owner): void {
    const circle = this.#circle(owner, owner, new Set());
    if (!circle) return;
    const youngest = circle.reduce((a, b) => (a.seniority >= b.seniority ? a : b));
    this.release(youngest);
  }

  #circle(from: Owner, target: Owner, seen: Set<Owner>): Owner[] | undefined {
    seen.add(from);
    const wanted = this.#waiting.filter((waiting) => waiting.owner === from);
    for (const { requests } of wanted) {
      for (const blocker of this.#blockers(from, requests)) {
        if (blocker === target) return [from];
        const rest = seen.has(blocker) ? undefined : this.#circle(blocker, target, seen);
        if (rest) return [from, ...rest];
      }
    }
    return undefined;
  }
}

function conflict(a: LockRequest[], b: LockRequest[]): boolean {
  const exclusive = new Map(a.map(({ resource, shared }) => [resource, shared]));
  return b.some(({ resource, shared }) => {
    const other = exclusive.get(resource);
    return other !== undefined && !(other && shared);
  });
}
