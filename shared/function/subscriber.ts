import type { MessageOf, Topic } from '../event/topic.js';

export interface Delivery {
  id: string;
  /** 1 on the first try. */
  attempt: number;
  attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  publishedAt: number;
}

/**
 * One function behind a topic. Messages repeat, come late and out of order: handling one twice must change nothing.
 * What it throws is tried again, at most MAX_DELIVERY_ATTEMPTS times in all.
 */
export interface Subscriber<in Needs> {
  kind: 'subscriber';
  topic: Topic;
  handle: (message: never, ports: Needs, delivery: Delivery) => Promise<void>;
}

export const MAX_DELIVERY_ATTEMPTS = 5;

export function subscriber<T extends Topic, Needs>(
  topic: T,
  handle: (message: MessageOf<T>, ports: Needs, delivery: Delivery) => Promise<void>,
): Subscriber<Needs> {
  return { kind: 'subscriber', topic, handle };
}

/** One function behind a schedule. `slot` is the time for which it was called, epoch milliseconds. */
export interface Job<in Needs> {
  kind: 'job';
  handle: (slot: number, ports: Needs) => Promise<void>;
}

export function job<Needs>(handle: (slot: number, ports: Needs) => Promise<void>): Job<Needs> {
  return { kind: 'job', handle };
}
