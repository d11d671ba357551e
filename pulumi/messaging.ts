import * as gcp from '@pulumi/gcp';
import { type Input, interpolate, type Resource } from '@pulumi/pulumi';
import { deadLetters } from '../shared/event/dead-letters.js';
import type { Manifest } from '../shared/function/declare.js';
import { type SubscriptionWiring, subscriptions, topicNames } from '../shared/function/wiring.js';
import { needsOf } from './grants.js';
import type { Caller } from './identities.js';
import { MESSAGE_RETENTION_SECONDS } from './platform-limits.js';
import type { DeployedService } from './services.js';
import { REGION } from './settings.js';

type Topics = ReadonlyMap<string, gcp.pubsub.Topic>;

/** Topics, push subscriptions, dead letters, and what Pub/Sub's own account must be allowed for them. */
export function createMessaging(
  manifest: Manifest,
  services: readonly DeployedService[],
  caller: Caller,
  apis: readonly Resource[],
): void {
  const agent = interpolate`serviceAccount:${caller.pubsubAgent.email}`;
  const topics = createTopics(services, agent, apis);
  for (const wiring of subscriptions(manifest)) {
    const target = services.find(({ name }) => name === wiring.service);
    if (target) createSubscription(wiring, { target, topics, caller, agent });
  }
}

function createTopics(
  services: readonly DeployedService[],
  agent: Input<string>,
  apis: readonly Resource[],
): Topics {
  const publishers = services
    .filter(({ declared }) => needsOf(declared).publishes)
    .map(({ account }) => account.member);
  return new Map(
    topicNames().map((name) => {
      const topic = new gcp.pubsub.Topic(
        name,
        { name, messageStoragePolicy: { allowedPersistenceRegions: [REGION] } },
        { dependsOn: [...apis] },
      );
      new gcp.pubsub.TopicIAMBinding(`${name}-publishers`, {
        topic: topic.name,
        role: 'roles/pubsub.publisher',
        members: name === deadLetters.name ? [...publishers, agent] : publishers,
      });
      return [name, topic] as const;
    }),
  );
}

function createSubscription(
  wiring: SubscriptionWiring,
  {
    target,
    topics,
    caller,
    agent,
  }: { target: DeployedService; topics: Topics; caller: Caller; agent: Input<string> },
): void {
  const { uri } = target.service;
  const deadLetterTopic = wiring.deadLetter && topics.get(wiring.deadLetter.topic);
  const subscription = new gcp.pubsub.Subscription(wiring.name, {
    name: wiring.name,
    topic: topicOf(topics, wiring.topic).id,
    ackDeadlineSeconds: wiring.ackDeadlineSeconds,
    enableMessageOrdering: wiring.ordered,
    messageRetentionDuration: `${MESSAGE_RETENTION_SECONDS}s`,
    expirationPolicy: { ttl: '' },
    pushConfig: {
      pushEndpoint: interpolate`${uri}/${wiring.function}`,
      oidcToken: { serviceAccountEmail: caller.account.email, audience: uri },
    },
    retryPolicy: {
      minimumBackoff: `${wiring.minBackoffSeconds}s`,
      maximumBackoff: `${wiring.maxBackoffSeconds}s`,
    },
    ...(wiring.deadLetter &&
      deadLetterTopic && {
        deadLetterPolicy: {
          deadLetterTopic: deadLetterTopic.id,
          maxDeliveryAttempts: wiring.deadLetter.maxDeliveryAttempts,
        },
      }),
  });
  // Forwarding a dead letter acknowledges it here, which takes a subscriber.
  if (deadLetterTopic) {
    new gcp.pubsub.SubscriptionIAMMember(`${wiring.name}-forwarder`, {
      subscription: subscription.name,
      role: 'roles/pubsub.subscriber',
      member: agent,
    });
  }
}

function topicOf(topics: Topics, name: string): gcp.pubsub.Topic {
  const topic = topics.get(name);
  if (!topic) throw new Error(`No topic ${name}: topicNames() must list every subscription's topic.`);
  return topic;
}
