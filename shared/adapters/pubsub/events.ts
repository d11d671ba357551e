import { type ClientConfig, PubSub, type Topic as PubSubTopic } from '@google-cloud/pubsub';
import { z } from 'zod';
import type { Events, Topic } from '../../event/topic.js';
import { reach } from '../google/reach.js';
import type { PubSubConfig } from './env.js';

const PUBLISH_DEADLINE_MS = 20_000;
/** Nothing runs between requests, so a message that waited for company would not be sent. */
const batching = { maxMessages: 1 };

/** Publishes messages as JSON, under the topic's own name. */
export function pubsubEvents(config: PubSubConfig): Events {
  const client = new PubSub({
    projectId: config.GOOGLE_CLOUD_PROJECT,
    ...(config.PUBSUB_EMULATOR_HOST && emulatorSettings(config.PUBSUB_EMULATOR_HOST)),
  });
  const publishers = new Map<string, PubSubTopic>();
  const publisherOf = ({ name, orderedBy }: Topic): PubSubTopic => {
    const messageOrdering = orderedBy !== undefined;
    const publisher = publishers.get(name) ?? client.topic(name, { batching, messageOrdering });
    publishers.set(name, publisher);
    return publisher;
  };

  return {
    /** @throws an Error that names the fields where the message does not fit its topic */
    async publish(topic, message, attributes = {}) {
      const checked = topic.schema.safeParse(message);
      if (!checked.success) {
        const faults = z.prettifyError(checked.error);
        throw new Error(`The message does not fit the topic ${topic.name}: ${faults}`);
      }
      const publisher = publisherOf(topic);
      const orderingKey = topic.orderedBy?.(message);
      const sending = publisher.publishMessage({
        data: Buffer.from(JSON.stringify(message)),
        // A message that Pub/Sub itself forwards to the dead letters must say where it belongs.
        attributes: { topic: topic.name, ...attributes },
        ...(orderingKey !== undefined && { orderingKey }),
      });
      // After a failure the client sends nothing more of the key until it is told to; whoever published may try again.
      if (orderingKey !== undefined) sending.catch(() => publisher.resumePublishing(orderingKey));
      await reach('pubsub', PUBLISH_DEADLINE_MS, sending);
    },
  };
}

/** Without the domain the client would look for Google's metadata server, even before an emulator. */
function emulatorSettings(host: string): ClientConfig {
  return { apiEndpoint: host, emulatorMode: true, universeDomain: 'googleapis.com' };
}
