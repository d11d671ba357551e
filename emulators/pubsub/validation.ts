import { parseFilter } from './filter.js';
import { invalid, unimplemented } from './grpc.js';
import * as limits from './limits.js';
import {
  type DeadLetterPolicy,
  type Duration,
  type PubsubMessage,
  type RetryPolicy,
  type Subscription,
  toMilliseconds,
} from './wire.js';

const PROJECT_ID = /^[\w.:-]{1,100}$/;
/** 3 to 255 letters, digits and `-_.~+%`, starting with a letter, not with `goog`. */
const RESOURCE_ID = /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/;

export function checkName(name: string, kind: 'topics' | 'subscriptions'): void {
  const [projects, project, collection, id, ...more] = name.split('/');
  const isWellFormed = projects === 'projects' && collection === kind && more.length === 0;
  if (!isWellFormed || !PROJECT_ID.test(project ?? '') || !RESOURCE_ID.test(id ?? '')) {
    throw invalid(
      `${name} is not a name like projects/PROJECT/${kind}/ID (3 to 255 letters, digits, -_.~+%).`,
    );
  }
}

/** Throws INVALID_ARGUMENT unless the product takes these messages in one publish. */
export function checkMessages(messages: readonly PubsubMessage[]): void {
  if (messages.length === 0) throw invalid('A publish needs at least one message.');
  if (messages.length > limits.MAX_MESSAGES_PER_PUBLISH) {
    throw invalid(
      `${messages.length} messages in a publish; at most ${limits.MAX_MESSAGES_PER_PUBLISH} fit.`,
    );
  }
  let total = 0;
  for (const message of messages) {
    checkMessage(message);
    total += sizeOf(message);
  }
  if (total > limits.MAX_REQUEST_BYTES) {
    throw invalid(`The publish has ${total} bytes; at most ${limits.MAX_REQUEST_BYTES} fit in a request.`);
  }
}

function checkMessage({ data, attributes, orderingKey }: PubsubMessage): void {
  const entries = Object.entries(attributes);
  if (data.length === 0 && entries.length === 0) throw invalid('A message needs data or an attribute.');
  if (data.length > limits.MAX_MESSAGE_BYTES) {
    throw invalid(`The data of a message has ${data.length} bytes; at most ${limits.MAX_MESSAGE_BYTES} fit.`);
  }
  if (entries.length > limits.MAX_ATTRIBUTES) {
    throw invalid(`A message has ${entries.length} attributes; at most ${limits.MAX_ATTRIBUTES} fit.`);
  }
  for (const [key, value] of entries) {
    if (key === '' || key.startsWith('goog')) {
      throw invalid(`The attribute key "${key}" is empty or starts with goog, which is reserved.`);
    }
    checkLength(`The attribute key ${key}`, key, limits.MAX_ATTRIBUTE_KEY_BYTES);
    checkLength(`The value of attribute ${key}`, value, limits.MAX_ATTRIBUTE_VALUE_BYTES);
  }
  checkLength('The ordering key', orderingKey, limits.MAX_ORDERING_KEY_BYTES);
}

export function sizeOf({ data, attributes, orderingKey }: PubsubMessage): number {
  const texts = Object.entries(attributes).flat().concat(orderingKey);
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), data.length);
}

/** The subscription with the product's defaults filled in. Throws INVALID_ARGUMENT or UNIMPLEMENTED. */
export function checkSubscription(wanted: Subscription): Subscription {
  refuseUnsupported(wanted);
  const deadline = wanted.ackDeadlineSeconds || limits.MIN_ACK_DEADLINE_SECONDS;
  checkBetween(
    'ackDeadlineSeconds',
    deadline,
    limits.MIN_ACK_DEADLINE_SECONDS,
    limits.MAX_ACK_DEADLINE_SECONDS,
  );
  const retention = wanted.messageRetentionDuration ?? {
    seconds: limits.DEFAULT_RETENTION_SECONDS,
    nanos: 0,
  };
  checkBetween(
    'messageRetentionDuration',
    retention.seconds,
    limits.MIN_RETENTION_SECONDS,
    limits.MAX_RETENTION_SECONDS,
  );
  checkFilter(wanted.filter);
  return {
    ...wanted,
    ackDeadlineSeconds: deadline,
    messageRetentionDuration: retention,
    pushConfig: checkPushConfig(wanted.pushConfig),
    deadLetterPolicy: wanted.deadLetterPolicy && checkDeadLetterPolicy(wanted.deadLetterPolicy),
    retryPolicy: wanted.retryPolicy && checkRetryPolicy(wanted.retryPolicy),
  };
}

function refuseUnsupported(wanted: Subscription): void {
  if (wanted.bigqueryConfig || wanted.cloudStorageConfig || wanted.bigtableConfig) {
    throw unimplemented('The emulator delivers by pull and push only; leave the export configuration out.');
  }
  if (wanted.enableExactlyOnceDelivery) {
    throw unimplemented('The emulator delivers at least once; leave enableExactlyOnceDelivery out.');
  }
  if (wanted.retainAckedMessages) {
    throw unimplemented('The emulator forgets acknowledged messages; leave retainAckedMessages out.');
  }
}

/** A configuration without an endpoint means pull. */
export function checkPushConfig(config: Subscription['pushConfig']): Subscription['pushConfig'] {
  if (!config?.pushEndpoint) return null;
  if (!URL.canParse(config.pushEndpoint) || !/^https?:/i.test(config.pushEndpoint)) {
    throw invalid(`The push endpoint ${config.pushEndpoint} is not an http or https URL.`);
  }
  if (config.noWrapper) throw unimplemented('The emulator pushes wrapped messages; leave noWrapper out.');
  if (config.oidcToken && !config.oidcToken.serviceAccountEmail) {
    throw invalid('The oidcToken of a push configuration needs a serviceAccountEmail.');
  }
  return config;
}

function checkDeadLetterPolicy(policy: DeadLetterPolicy): DeadLetterPolicy {
  checkName(policy.deadLetterTopic, 'topics');
  const attempts = policy.maxDeliveryAttempts || limits.MIN_DELIVERY_ATTEMPTS;
  checkBetween('maxDeliveryAttempts', attempts, limits.MIN_DELIVERY_ATTEMPTS, limits.MAX_DELIVERY_ATTEMPTS);
  return { ...policy, maxDeliveryAttempts: attempts };
}

function checkRetryPolicy({ minimumBackoff, maximumBackoff }: RetryPolicy): RetryPolicy {
  const least = minimumBackoff ?? { seconds: limits.DEFAULT_MIN_BACKOFF_SECONDS, nanos: 0 };
  const most = maximumBackoff ?? { seconds: limits.MAX_BACKOFF_SECONDS, nanos: 0 };
  checkBetween('minimumBackoff', inSeconds(least), 0, limits.MAX_BACKOFF_SECONDS);
  checkBetween('maximumBackoff', inSeconds(most), 0, limits.MAX_BACKOFF_SECONDS);
  if (inSeconds(least) > inSeconds(most)) throw invalid('minimumBackoff is longer than maximumBackoff.');
  return { minimumBackoff: least, maximumBackoff: most };
}

function checkFilter(filter: string): void {
  checkLength('The filter', filter, limits.MAX_FILTER_BYTES);
  try {
    parseFilter(filter);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

export function checkBetween(what: string, value: number, least: number, most: number): void {
  if (value < least || value > most) throw invalid(`${what} is ${value}; it must be ${least} to ${most}.`);
}

function checkLength(what: string, text: string, most: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > most) throw invalid(`${what} has ${bytes} bytes; at most ${most} fit.`);
}

function inSeconds(duration: Duration): number {
  return toMilliseconds(duration) / 1_000;
}
