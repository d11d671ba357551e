import { type ServerDuplexStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Faults } from '../faults.js';
import type { Broker } from './broker.js';
import { applyMask } from './field-mask.js';
import { bidirectional, GrpcError, invalid, unary, unimplemented } from './grpc.js';
import { MAX_ACK_DEADLINE_SECONDS, MAX_PULL_MESSAGES } from './limits.js';
import { page } from './paging.js';
import { pullOnce, StreamConsumer } from './pull.js';
import { checkBetween, checkName, checkPushConfig, checkSubscription } from './validation.js';
import {
  type FieldMask,
  type PushConfig,
  type StreamingPullRequest,
  type StreamingPullResponse,
  type Subscription,
  type Timestamp,
  toMilliseconds,
} from './wire.js';

const IMMUTABLE = ['name', 'topic', 'filter', 'enableMessageOrdering'] as const;

interface Named {
  subscription: string;
}

interface SeekRequest extends Named {
  time?: Timestamp | null;
}

/** google.pubsub.v1.Subscriber, without snapshots. */
export function subscriberService(broker: Broker, faults: Faults): UntypedServiceImplementation {
  return {
    createSubscription: unary(faults, (wanted: Subscription) => {
      checkName(wanted.name, 'subscriptions');
      const config = checkSubscription(wanted);
      broker.createSubscription(config);
      return config;
    }),
    getSubscription: unary(faults, ({ subscription }: Named) => broker.dispatcher(subscription).config),
    updateSubscription: unary(faults, (request: { subscription: Subscription; updateMask: FieldMask }) => {
      const current = broker.dispatcher(request.subscription.name).config;
      const wanted = applyMask(current, request.subscription, request.updateMask);
      const changed = IMMUTABLE.find((field) => wanted[field] !== current[field]);
      if (changed) throw invalid(`${changed} of a subscription cannot be changed; create another one.`);
      const config = checkSubscription(wanted);
      broker.updateSubscription(config);
      return config;
    }),
    listSubscriptions: unary(
      faults,
      ({ project, ...wanted }: { project: string; pageSize: number; pageToken: string }) => {
        const all = broker.subscriptions().filter(({ name }) => name.startsWith(`${project}/`));
        const { items, nextPageToken } = page(all, ({ name }) => name, wanted);
        return { subscriptions: items, nextPageToken };
      },
    ),
    deleteSubscription: unary(faults, ({ subscription }: Named) => {
      broker.deleteSubscription(subscription);
      return {};
    }),
    modifyPushConfig: unary(
      faults,
      ({ subscription, pushConfig }: Named & { pushConfig: PushConfig | null }) => {
        const { config } = broker.dispatcher(subscription);
        broker.updateSubscription({ ...config, pushConfig: checkPushConfig(pushConfig) });
        return {};
      },
    ),
    pull: unary(faults, async ({ subscription, maxMessages }: Named & { maxMessages: number }, cancelled) => {
      const dispatcher = pullable(broker, subscription);
      checkBetween('maxMessages', maxMessages, 1, MAX_PULL_MESSAGES);
      return { receivedMessages: await pullOnce(dispatcher, maxMessages, cancelled) };
    }),
    streamingPull: bidirectional(faults, streamingPull(broker, faults)),
    acknowledge: unary(faults, ({ subscription, ackIds }: Named & { ackIds: string[] }) => {
      broker.dispatcher(subscription).acknowledge(ackIds);
      return {};
    }),
    modifyAckDeadline: unary(
      faults,
      ({
        subscription,
        ackIds,
        ackDeadlineSeconds,
      }: Named & { ackIds: string[]; ackDeadlineSeconds: number }) => {
        checkBetween('ackDeadlineSeconds', ackDeadlineSeconds, 0, MAX_ACK_DEADLINE_SECONDS);
        broker.dispatcher(subscription).extend(ackIds, ackDeadlineSeconds);
        return {};
      },
    ),
    seek: unary(faults, ({ subscription, time }: SeekRequest) => {
      if (!time) throw unimplemented('The emulator seeks to a time only; it keeps no snapshots.');
      broker.seek(subscription, toMilliseconds(time));
      return {};
    }),
  };
}

function streamingPull(broker: Broker, faults: Faults) {
  return (stream: ServerDuplexStream<StreamingPullRequest, StreamingPullResponse>) => {
    let detach = () => {};
    let consumer: StreamConsumer | undefined;
    const fail = (error: unknown) => {
      detach();
      stream.emit('error', error);
    };
    stream.on('data', (request: StreamingPullRequest) => {
      try {
        if (consumer) {
          consumer.hear(request);
          return;
        }
        const dispatcher = pullable(broker, request.subscription);
        const opened = new StreamConsumer(stream, dispatcher, faults, request);
        consumer = opened;
        detach = () => dispatcher.detach(opened);
        dispatcher.attach(opened);
      } catch (error) {
        fail(error);
      }
    });
    stream.on('error', () => detach());
    stream.on('cancelled', () => detach());
    stream.on('end', () => {
      detach();
      stream.end();
    });
  };
}

function pullable(broker: Broker, subscription: string) {
  const dispatcher = broker.dispatcher(subscription);
  if (dispatcher.config.pushConfig) {
    const message = `${subscription} is a push subscription; it cannot be pulled.`;
    throw new GrpcError(status.FAILED_PRECONDITION, message);
  }
  return dispatcher;
}
