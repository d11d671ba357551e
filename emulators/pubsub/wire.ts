/** Messages of google.pubsub.v1 as the gRPC layer hands them over: camel case, every field there. */

export interface Timestamp {
  seconds: number;
  nanos: number;
}

export type Duration = Timestamp;

export interface FieldMask {
  paths: string[];
}

export interface Topic {
  name: string;
  labels: Record<string, string>;
  messageRetentionDuration: Duration | null;
}

export interface PubsubMessage {
  data: Buffer;
  attributes: Record<string, string>;
  messageId: string;
  publishTime: Timestamp | null;
  orderingKey: string;
}

export interface PushConfig {
  pushEndpoint: string;
  attributes: Record<string, string>;
  oidcToken?: { serviceAccountEmail: string; audience: string } | null;
  noWrapper?: { writeMetadata: boolean } | null;
}

export interface DeadLetterPolicy {
  deadLetterTopic: string;
  maxDeliveryAttempts: number;
}

export interface RetryPolicy {
  minimumBackoff: Duration | null;
  maximumBackoff: Duration | null;
}

export interface Subscription {
  name: string;
  topic: string;
  pushConfig: PushConfig | null;
  ackDeadlineSeconds: number;
  retainAckedMessages: boolean;
  messageRetentionDuration: Duration | null;
  labels: Record<string, string>;
  enableMessageOrdering: boolean;
  filter: string;
  deadLetterPolicy: DeadLetterPolicy | null;
  retryPolicy: RetryPolicy | null;
  detached: boolean;
  enableExactlyOnceDelivery: boolean;
  bigqueryConfig: object | null;
  cloudStorageConfig: object | null;
  bigtableConfig: object | null;
}

export interface ReceivedMessage {
  ackId: string;
  message: PubsubMessage;
  deliveryAttempt: number;
}

export interface StreamingPullRequest {
  subscription: string;
  ackIds: string[];
  modifyDeadlineSeconds: number[];
  modifyDeadlineAckIds: string[];
  streamAckDeadlineSeconds: number;
  maxOutstandingMessages: number;
  maxOutstandingBytes: number;
}

export interface StreamingPullResponse {
  receivedMessages: ReceivedMessage[];
}

export function toTimestamp(epochMs: number): Timestamp {
  const seconds = Math.floor(epochMs / 1_000);
  return { seconds, nanos: Math.round((epochMs - seconds * 1_000) * 1e6) };
}

/** Of a Timestamp: epoch milliseconds; of a Duration: milliseconds. */
export function toMilliseconds({ seconds, nanos }: Timestamp): number {
  return seconds * 1_000 + Math.floor(nanos / 1e6);
}
