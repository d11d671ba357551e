import { deadLetters } from '../event/dead-letters.js';
import { topics } from '../event/topics.js';
import type { PortName } from '../ports.js';
import type { Manifest, Service } from './declare.js';
import { MAX_DELIVERY_ATTEMPTS } from './subscriber.js';

/** What follows from the manifest: the same topics, subscriptions, schedules and addresses locally and in the cloud. */

export interface SubscriptionWiring {
  name: string;
  topic: string;
  service: string;
  /** Also the path that Pub/Sub posts to. */
  function: string;
  ackDeadlineSeconds: number;
  minBackoffSeconds: number;
  maxBackoffSeconds: number;
  /** Whether messages with the same key come one after the other. */
  ordered: boolean;
  /** Null on the dead letters themselves, which have nowhere else to go. */
  deadLetter: { topic: string; maxDeliveryAttempts: number } | null;
}

export interface ScheduleWiring {
  name: string;
  service: string;
  cron: string;
  timeZone: string;
  attemptDeadlineSeconds: number;
}

/** Pub/Sub's longest acknowledgement deadline. */
const MAX_ACK_DEADLINE_SECONDS = 600;

/** Every port that the service's functions use, and those that the pipeline itself needs. */
export function portsOf(service: Service): PortName[] {
  return [
    ...new Set([
      ...pipelinePortsOf(service),
      ...Object.values(service.routes).flatMap(({ uses }) => [...uses]),
    ]),
  ];
}

function pipelinePortsOf(service: Service): PortName[] {
  if (service.audience === 'private') return ['events'];
  return ['accessTokens', 'frontDoor', 'households', 'operators'];
}

/** Every topic that is declared, also those that nobody listens to yet. */
export function topicNames(): string[] {
  return topics.map(({ name }) => name).sort();
}

export function subscriptions(manifest: Manifest): SubscriptionWiring[] {
  return Object.entries(manifest).flatMap(([service, { routes, timeoutSeconds }]) =>
    Object.entries(routes).flatMap(([name, route]) =>
      route.trigger === 'message'
        ? [
            {
              name,
              topic: route.topic.name,
              service,
              function: name,
              ackDeadlineSeconds: Math.min(MAX_ACK_DEADLINE_SECONDS, timeoutSeconds + 30),
              minBackoffSeconds: 2,
              maxBackoffSeconds: 600,
              ordered: route.topic.orderedBy !== undefined,
              deadLetter:
                route.topic.name === deadLetters.name
                  ? null
                  : { topic: deadLetters.name, maxDeliveryAttempts: MAX_DELIVERY_ATTEMPTS },
            },
          ]
        : [],
    ),
  );
}

export function schedules(manifest: Manifest): ScheduleWiring[] {
  return Object.entries(manifest).flatMap(([service, { routes, timeoutSeconds }]) =>
    Object.entries(routes).flatMap(([name, route]) =>
      route.trigger === 'schedule'
        ? [
            {
              name,
              service,
              cron: route.cron,
              timeZone: route.timeZone,
              attemptDeadlineSeconds: timeoutSeconds,
            },
          ]
        : [],
    ),
  );
}

/** Path prefixes of the load balancer, longest first. */
export function urlMap(manifest: Manifest): { prefix: string; service: string }[] {
  return Object.entries(manifest)
    .flatMap(([service, declared]) =>
      declared.audience === 'public' ? declared.prefixes.map((prefix) => ({ prefix, service })) : [],
    )
    .sort((a, b) => b.prefix.length - a.prefix.length);
}

/** The service for a path; as the load balancer's `/*` rules, a prefix ends at a slash or at the end. */
export function serviceFor(
  map: readonly { prefix: string; service: string }[],
  pathname: string,
): string | undefined {
  const fits = (prefix: string) => prefix === '/' || pathname === prefix || pathname.startsWith(`${prefix}/`);
  return map.find(({ prefix }) => fits(prefix))?.service;
}
