import { setTimeout as wait } from 'node:timers/promises';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { Faults } from '../faults.js';
import type { Consumer, Delivery, Dispatcher } from './dispatcher.js';
import { failureOf, GrpcError } from './grpc.js';
import { MAX_PULL_MESSAGES, PULL_PATIENCE_MS } from './limits.js';
import { sizeOf } from './validation.js';
import {
  type PubsubMessage,
  type ReceivedMessage,
  type StreamingPullRequest,
  type StreamingPullResponse,
  toTimestamp,
} from './wire.js';

/** One stream of a pulling client. Holds no more unacknowledged messages than the client allows for. */
export class StreamConsumer implements Consumer {
  readonly #stream: ServerDuplexStream<StreamingPullRequest, StreamingPullResponse>;
  readonly #dispatcher: Dispatcher;
  readonly #faults: Faults;
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #held = new Map<string, number>();
  #heldBytes = 0;
  #seconds: number;

  constructor(
    stream: ServerDuplexStream<StreamingPullRequest, StreamingPullResponse>,
    dispatcher: Dispatcher,
    faults: Faults,
    opening: StreamingPullRequest,
  ) {
    this.#stream = stream;
    this.#dispatcher = dispatcher;
    this.#faults = faults;
    this.#maxMessages =
      opening.maxOutstandingMessages > 0 ? opening.maxOutstandingMessages : MAX_PULL_MESSAGES;
    this.#maxBytes = opening.maxOutstandingBytes > 0 ? opening.maxOutstandingBytes : Number.POSITIVE_INFINITY;
    this.#seconds = opening.streamAckDeadlineSeconds;
  }

  capacity(): number {
    return this.#heldBytes >= this.#maxBytes ? 0 : this.#maxMessages - this.#held.size;
  }

  ackDeadlineSeconds(): number | undefined {
    return this.#seconds || undefined;
  }

  deliver(deliveries: Delivery[]): void {
    const broken = this.#faults.draw('reset');
    if (broken) {
      this.#stream.emit('error', failureOf(broken));
      return;
    }
    const receivedMessages = deliveries.map((delivery) => this.#hold(delivery));
    this.#stream.write({ receivedMessages });
  }

  settled({ ackId }: Delivery): void {
    this.#heldBytes -= this.#held.get(ackId) ?? 0;
    this.#held.delete(ackId);
  }

  /** The client opens another stream then, and learns whether the subscription is still there. */
  ended(): void {
    this.#stream.emit(
      'error',
      new GrpcError(status.UNAVAILABLE, 'The subscription was changed; pull again.'),
    );
  }

  /** What the client says on the stream after its opening. */
  hear(request: StreamingPullRequest): void {
    if (request.streamAckDeadlineSeconds > 0) this.#seconds = request.streamAckDeadlineSeconds;
    this.#dispatcher.acknowledge(request.ackIds);
    for (const [index, ackId] of request.modifyDeadlineAckIds.entries()) {
      this.#dispatcher.extend([ackId], request.modifyDeadlineSeconds[index] ?? 0);
    }
  }

  #hold(delivery: Delivery): ReceivedMessage {
    const received = toReceived(delivery, this.#dispatcher);
    const bytes = sizeOf(received.message);
    this.#held.set(delivery.ackId, bytes);
    this.#heldBytes += bytes;
    return received;
  }
}

/** Up to `limit` messages for one Pull call, which waits a little for the first; none when it is given up. */
export async function pullOnce(
  dispatcher: Dispatcher,
  limit: number,
  cancelled: AbortSignal,
): Promise<ReceivedMessage[]> {
  const gathered: ReceivedMessage[] = [];
  const arrived = new AbortController();
  const consumer: Consumer = {
    capacity: () => (cancelled.aborted ? 0 : limit - gathered.length),
    deliver(deliveries) {
      gathered.push(...deliveries.map((delivery) => toReceived(delivery, dispatcher)));
      arrived.abort();
    },
    settled() {},
  };
  dispatcher.attach(consumer);
  const ended = AbortSignal.any([cancelled, arrived.signal]);
  await wait(PULL_PATIENCE_MS, undefined, { signal: ended, ref: false }).catch(() => {});
  dispatcher.detach(consumer);
  return gathered;
}

function toReceived({ ackId, attempts, message }: Delivery, { config }: Dispatcher): ReceivedMessage {
  return {
    ackId,
    message: toWire(message),
    deliveryAttempt: config.deadLetterPolicy ? attempts : 0,
  };
}

function toWire({ id, data, attributes, orderingKey, publishedAt }: Delivery['message']): PubsubMessage {
  return { messageId: id, data, attributes, orderingKey, publishTime: toTimestamp(publishedAt) };
}
