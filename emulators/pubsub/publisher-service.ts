import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Faults } from '../faults.js';
import type { Broker } from './broker.js';
import { applyMask } from './field-mask.js';
import { unary } from './grpc.js';
import { page } from './paging.js';
import { checkMessages, checkName } from './validation.js';
import type { FieldMask, PubsubMessage, Topic } from './wire.js';

interface PageRequest {
  pageSize: number;
  pageToken: string;
}

/** google.pubsub.v1.Publisher. */
export function publisherService(broker: Broker, faults: Faults): UntypedServiceImplementation {
  return {
    createTopic: unary(faults, (topic: Topic) => {
      checkName(topic.name, 'topics');
      broker.createTopic(topic);
      return topic;
    }),
    getTopic: unary(faults, ({ topic }: { topic: string }) => broker.topic(topic)),
    updateTopic: unary(faults, ({ topic, updateMask }: { topic: Topic; updateMask: FieldMask }) => {
      const updated = applyMask(broker.topic(topic.name), topic, updateMask);
      broker.saveTopic(updated);
      return updated;
    }),
    listTopics: unary(faults, ({ project, ...wanted }: { project: string } & PageRequest) => {
      const topics = broker.topics().filter(({ name }) => name.startsWith(`${project}/`));
      const { items, nextPageToken } = page(topics, ({ name }) => name, wanted);
      return { topics: items, nextPageToken };
    }),
    listTopicSubscriptions: unary(faults, ({ topic, ...wanted }: { topic: string } & PageRequest) => {
      const { items, nextPageToken } = page(broker.subscriptionsOf(topic), (name) => name, wanted);
      return { subscriptions: items, nextPageToken };
    }),
    deleteTopic: unary(faults, ({ topic }: { topic: string }) => {
      broker.deleteTopic(topic);
      return {};
    }),
    publish: unary(faults, ({ topic, messages }: { topic: string; messages: PubsubMessage[] }) => {
      checkMessages(messages);
      return { messageIds: broker.publish(topic, messages) };
    }),
  };
}
