import type { z } from 'zod';

/** A Pub/Sub topic and the one schema of its messages. */
export interface Topic<Schema extends z.ZodType = z.ZodType> {
  name: string;
  schema: Schema;
  /** Messages that tests and the documentation show. */
  examples: readonly z.input<Schema>[];
  /** Messages for which this gives the same are delivered in the order in which they were published. */
  orderedBy?(message: z.input<Schema>): string;
}

export function topic<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  examples: readonly z.input<Schema>[],
  order: Pick<Topic<Schema>, 'orderedBy'> = {},
): Topic<Schema> {
  return { name, schema, examples, ...order };
}

export type MessageOf<T extends Topic> = z.output<T['schema']>;

/** Puts messages on topics. */
export interface Events {
  /** Resolves once the message is stored. It may be delivered more than once, and not in order. */
  publish<T extends Topic>(
    topic: T,
    message: z.input<T['schema']>,
    attributes?: Record<string, string>,
  ): Promise<void>;
}
