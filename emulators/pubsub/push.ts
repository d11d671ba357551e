import { setTimeout as wait } from 'node:timers/promises';
import { DiskFull } from '../disk.js';
import type { ServiceCaller } from '../identity/service-caller.js';
import type { Consumer, Delivery, Dispatcher } from './dispatcher.js';
import { ACKNOWLEDGING_STATUSES, DISK_RETRY_MS, PUSH_CONCURRENCY } from './limits.js';
import type { PushConfig, Subscription } from './wire.js';

type Outcome = 'acknowledge' | 'refuse' | 'giveBack';

/** Posts a subscription's messages to its endpoint; the status of the answer acknowledges or refuses. */
export class PushConsumer implements Consumer {
  readonly #dispatcher: Dispatcher;
  readonly #config: PushConfig;
  readonly #caller: ServiceCaller;
  readonly #url: string;
  readonly #calls = new Map<string, AbortController>();

  /** `url` is where the configured endpoint is reached. */
  constructor(dispatcher: Dispatcher, config: PushConfig, caller: ServiceCaller, url: string) {
    this.#dispatcher = dispatcher;
    this.#config = config;
    this.#caller = caller;
    this.#url = url;
  }

  capacity(): number {
    return PUSH_CONCURRENCY - this.#calls.size;
  }

  deliver(deliveries: Delivery[]): void {
    for (const delivery of deliveries) void this.#push(delivery);
  }

  settled({ ackId }: Delivery): void {
    this.#calls.get(ackId)?.abort();
    this.#calls.delete(ackId);
  }

  async #push(delivery: Delivery): Promise<void> {
    const call = new AbortController();
    this.#calls.set(delivery.ackId, call);
    const outcome = await this.#post(delivery, call.signal);
    while (!this.#note(outcome, delivery)) await wait(DISK_RETRY_MS, undefined, { ref: false });
    this.#calls.delete(delivery.ackId);
  }

  /** Whether the disk took the outcome; while it does not, the place of the call stays taken. */
  #note(outcome: Outcome, { ackId }: Delivery): boolean {
    try {
      this.#dispatcher[outcome]([ackId]);
      return true;
    } catch (error) {
      if (error instanceof DiskFull) return false;
      throw error;
    }
  }

  async #post(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    try {
      const status = await this.#caller.call({
        url: this.#url,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'CloudPubSub-Google' },
        body: Buffer.from(JSON.stringify(envelope(delivery, this.#dispatcher.config))),
        oidc: this.#tokenFor(),
        signal,
      });
      return ACKNOWLEDGING_STATUSES.has(status) ? 'acknowledge' : 'refuse';
    } catch (error) {
      // In the cloud somebody always answers for a service; here its process may be down or not up yet.
      const nobodyListens = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
      return nobodyListens ? 'giveBack' : 'refuse';
    }
  }

  #tokenFor(): { serviceAccountEmail: string; audience: string } | undefined {
    const { oidcToken, pushEndpoint } = this.#config;
    if (!oidcToken) return undefined;
    return { ...oidcToken, audience: oidcToken.audience || pushEndpoint };
  }
}

/** The body of a push; source: https://cloud.google.com/pubsub/docs/push#receive_push */
function envelope({ message, attempts }: Delivery, config: Subscription): object {
  const publishTime = new Date(message.publishedAt).toISOString();
  return {
    message: {
      ...(message.data.length > 0 && { data: message.data.toString('base64') }),
      ...(Object.keys(message.attributes).length > 0 && { attributes: message.attributes }),
      messageId: message.id,
      message_id: message.id,
      publishTime,
      publish_time: publishTime,
      ...(message.orderingKey !== '' && { orderingKey: message.orderingKey }),
    },
    subscription: config.name,
    ...(config.deadLetterPolicy && { deliveryAttempt: attempts }),
  };
}
