import type { SuiteClock } from '../clock.js';
import { DiskFull } from '../disk.js';
import type { Faults } from '../faults.js';
import type { Store } from '../store.js';
import { DISK_RETRY_MS, MAX_ACK_DEADLINE_SECONDS, PUSH_RETRY_MS, UNREACHABLE_RETRY_MS } from './limits.js';
import type { Queue, StoredMessage, Taken } from './queue.js';
import { type Duration, type Subscription, toMilliseconds } from './wire.js';

/** Messages handed to one consumer before the next consumer has its turn. */
const TURN = 16;

/** A message handed to a consumer, which owes an acknowledgement for `ackId`. */
export interface Delivery extends Taken {
  ackId: string;
}

/** One who takes a subscription's messages: a push endpoint, a pull stream, a waiting pull call. */
export interface Consumer {
  /** How many more messages it takes now. */
  capacity(): number;
  /** Seconds that it has to acknowledge; the subscription's own deadline when absent. */
  ackDeadlineSeconds?(): number | undefined;
  deliver(deliveries: Delivery[]): void;
  /** The delivery is no longer owed: acknowledged, refused or too late. */
  settled(delivery: Delivery): void;
  /** The subscription is gone or was replaced; nothing comes any more. */
  ended?(): void;
}

interface Lease {
  delivery: Delivery;
  consumer: Consumer;
  /** Epoch milliseconds of the suite's time. */
  deadline: number;
}

export interface DispatcherOptions {
  /** Distinct among the subscriptions of a store. */
  id: number;
  config: Subscription;
  queue: Queue;
  store: Store;
  clock: SuiteClock;
  faults: Faults;
  /** Stores a message in the dead-letter topic; false when the topic does not exist. */
  deadLetter(message: StoredMessage, attempts: number): boolean;
  /** Messages published before this instant (epoch milliseconds) are no longer delivered. */
  oldest(): number;
  /** Something left the queue or a consumer came or went. */
  changed(): void;
}

/** Hands one subscription's messages to its consumers, and takes back what they do not acknowledge. */
export class Dispatcher {
  /** Replaced when the subscription is changed. */
  config: Subscription;
  readonly queue: Queue;
  readonly #options: DispatcherOptions;
  readonly #leases = new Map<string, Lease>();
  #consumers: Consumer[] = [];
  #retryAt: number | undefined;
  #cancelRetries = () => {};
  #cancelExpiry = () => {};
  #expiryAt = Number.POSITIVE_INFINITY;
  #diskRetry: NodeJS.Timeout | undefined;
  #awaitsLift = false;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.config = options.config;
    this.queue = options.queue;
  }

  get outstanding(): number {
    return this.#leases.size;
  }

  /** Whether somebody is there to take messages, and some are left. */
  get isBusy(): boolean {
    return this.#consumers.length > 0 && !this.queue.isEmpty;
  }

  attach(consumer: Consumer): void {
    this.#consumers.push(consumer);
    this.pump();
  }

  detach(consumer: Consumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    this.#options.changed();
  }

  /** Hands out all that is ready and that consumers take. */
  pump(): void {
    if (this.#stopped || this.#consumers.length === 0 || this.#isDown()) return;
    this.#whileDiskTakes(() => {
      this.#options.store.transaction(() => this.queue.promoteDue(this.#options.clock.now()));
      while (this.#serveNext()) {}
    });
    this.#armRetries();
    this.#options.changed();
  }

  /** Ends every back-off now. */
  hurry(): void {
    this.#whileDiskTakes(() => this.#options.store.transaction(() => this.queue.promoteAll()));
    this.pump();
  }

  /** Those that are unknown, or whose deadline has passed, are ignored, as the product does. */
  acknowledge(ackIds: readonly string[]): void {
    const lost = new Set(ackIds.filter(() => this.#options.faults.draw('lose')));
    this.#settle(ackIds, (delivery) => {
      if (lost.has(delivery.ackId)) this.#takeBack(delivery);
      else this.queue.remove(delivery.entry, delivery.message.orderingKey);
    });
  }

  /** Takes messages back, to be delivered again or forwarded to the dead-letter topic. */
  refuse(ackIds: readonly string[]): void {
    this.#settle(ackIds, (delivery) => this.#takeBack(delivery));
  }

  /** Takes messages back that reached nobody; it does not count as an attempt. */
  giveBack(ackIds: readonly string[]): void {
    const dueAt = this.#options.clock.now() + UNREACHABLE_RETRY_MS;
    this.#settle(ackIds, ({ entry, attempts }) => this.queue.release(entry, attempts - 1, dueAt));
  }

  extend(ackIds: readonly string[], seconds: number): void {
    if (seconds === 0) {
      this.refuse(ackIds);
      return;
    }
    const deadline = this.#options.clock.now() + seconds * 1_000;
    const leases = ackIds.flatMap((ackId) => this.#leases.get(ackId) ?? []);
    for (const lease of leases) lease.deadline = deadline;
    if (leases.length > 0) this.#armExpiry(deadline);
  }

  /** The clock was moved. */
  moved(): void {
    this.#expire();
    this.pump();
  }

  /** Ends all deliveries; what was not acknowledged stays in the queue. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetries();
    this.#cancelExpiry();
    clearTimeout(this.#diskRetry);
    const leases = [...this.#leases.values()];
    const consumers = this.#consumers;
    this.#leases.clear();
    this.#consumers = [];
    for (const { consumer, delivery } of leases) consumer.settled(delivery);
    for (const consumer of consumers) consumer.ended?.();
  }

  /** What nobody asked for has nobody to answer to: where the disk is full it is done a little later. */
  #whileDiskTakes(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      clearTimeout(this.#diskRetry);
      this.#diskRetry = setTimeout(() => this.moved(), DISK_RETRY_MS).unref();
    }
  }

  #serveNext(): boolean {
    const consumer = this.#consumers.find((candidate) => candidate.capacity() > 0);
    if (!consumer) return false;
    const limit = Math.min(consumer.capacity(), TURN);
    const taken = this.#options.store.transaction(() => this.queue.take(limit, this.#options.oldest()));
    if (taken.length === 0) return false;
    this.#consumers = [...this.#consumers.filter((other) => other !== consumer), consumer];
    const seconds = consumer.ackDeadlineSeconds?.() ?? this.config.ackDeadlineSeconds;
    const deadline = this.#options.clock.now() + seconds * 1_000;
    const deliveries = taken.map((one) => ({ ...one, ackId: this.#ackId(one) }));
    for (const delivery of deliveries) this.#leases.set(delivery.ackId, { delivery, consumer, deadline });
    this.#armExpiry(deadline);
    consumer.deliver(deliveries);
    return true;
  }

  #ackId({ entry, attempts }: Taken): string {
    return Buffer.from(`${this.#options.id}/${entry}/${attempts}`).toString('base64url');
  }

  #settle(ackIds: readonly string[], settle: (delivery: Delivery) => void): void {
    const leases = ackIds.flatMap((ackId) => this.#leases.get(ackId) ?? []);
    if (leases.length === 0) return;
    this.#options.store.transaction(() => {
      for (const { delivery } of leases) settle(delivery);
    });
    for (const { delivery, consumer } of leases) {
      this.#leases.delete(delivery.ackId);
      consumer.settled(delivery);
    }
    this.pump();
    this.#options.changed();
  }

  #takeBack({ entry, attempts, message }: Delivery): void {
    const policy = this.config.deadLetterPolicy;
    const exhausted = policy && attempts >= policy.maxDeliveryAttempts;
    if (exhausted && this.#options.deadLetter(message, attempts)) {
      this.queue.remove(entry, message.orderingKey);
      return;
    }
    const pause = backOff(this.config, attempts);
    this.queue.release(entry, attempts, pause > 0 ? this.#options.clock.now() + pause : undefined);
  }

  /** While the product is down nothing is handed out; it goes on when the faults are lifted. */
  #isDown(): boolean {
    const { faults } = this.#options;
    if (!faults.draw('down')) return false;
    if (!this.#awaitsLift) {
      this.#awaitsLift = true;
      void faults.lifted().then(() => {
        this.#awaitsLift = false;
        this.pump();
      });
    }
    return true;
  }

  #armRetries(): void {
    const due = this.queue.nextDue();
    if (due === this.#retryAt) return;
    this.#cancelRetries();
    this.#retryAt = due;
    if (due === undefined) return;
    this.#cancelRetries = this.#options.clock.alarm(due, () => {
      this.#retryAt = undefined;
      this.pump();
    });
  }

  #armExpiry(deadline: number): void {
    if (deadline >= this.#expiryAt) return;
    this.#cancelExpiry();
    this.#expiryAt = deadline;
    this.#cancelExpiry = this.#options.clock.alarm(deadline, () => this.#expire());
  }

  #expire(): void {
    this.#cancelExpiry();
    this.#expiryAt = Number.POSITIVE_INFINITY;
    const now = this.#options.clock.now();
    // A deadline further away than any may be is left over from before the clock was moved back.
    const latest = now + MAX_ACK_DEADLINE_SECONDS * 1_000;
    const isOver = ({ deadline }: Lease) => deadline <= now || deadline > latest;
    const late = [...this.#leases.values()].filter(isOver);
    this.#whileDiskTakes(() => this.refuse(late.map(({ delivery }) => delivery.ackId)));
    for (const { deadline } of this.#leases.values()) this.#armExpiry(deadline);
  }
}

/** Milliseconds until a message that was refused for the `attempts`th time comes again. */
export function backOff({ retryPolicy, pushConfig }: Subscription, attempts: number): number {
  if (!retryPolicy) return pushConfig?.pushEndpoint ? PUSH_RETRY_MS : 0;
  const least = duration(retryPolicy.minimumBackoff);
  const most = duration(retryPolicy.maximumBackoff);
  return Math.min(most, least * 2 ** (attempts - 1));
}

function duration(value: Duration | null): number {
  return value ? toMilliseconds(value) : 0;
}
