import { PubSub as PubSubClient } from '@google-cloud/pubsub';
import type { Manifest } from '../shared/function/declare.js';
import { schedules, subscriptions, topicNames } from '../shared/function/wiring.js';
import type { Emulators } from './emulators.js';

/** Who calls private services: the service account of Pub/Sub's pushes and Scheduler's calls. */
export const INVOKER = 'invoker@media-gateway.local';
export const OPERATOR = 'operator@media-gateway.local';
export const BUCKET = 'media-gateway';

/** The address of a private service's function, as if it were deployed; `run.internal` exists nowhere. */
export function endpointOf(service: string, name: string): string {
  return `https://${service}.run.internal/${name}`;
}

/** The audience that calls of a private service are made out to. */
export function audienceOf(service: string): string {
  return `https://${service}.run.internal`;
}

/** What Pulumi does in the cloud: topics, push subscriptions, schedules and the bucket that the manifest asks for. */
export async function provision(
  manifest: Manifest,
  emulators: Emulators,
  project: string,
  resolveEndpoint: (endpoint: string) => string,
): Promise<void> {
  await provisionPubSub(manifest, emulators.env.PUBSUB_EMULATOR_HOST ?? '', project);
  await provisionBucket(emulators.env.STORAGE_EMULATOR_HOST ?? '', project);
  emulators.scheduler.define(
    schedules(manifest).map(({ name, service, cron, timeZone, attemptDeadlineSeconds }) => ({
      name,
      schedule: cron,
      timeZone,
      attemptDeadlineSeconds,
      target: {
        uri: resolveEndpoint(endpointOf(service, name)),
        method: 'POST',
        oidc: { serviceAccountEmail: INVOKER, audience: audienceOf(service) },
      },
      retry: { retryCount: 3, minBackoffSeconds: 10 },
    })),
  );
}

async function provisionPubSub(manifest: Manifest, host: string, projectId: string): Promise<void> {
  const client = new PubSubClient({ projectId, apiEndpoint: `http://${host}`, emulatorMode: true });
  await Promise.all(topicNames().map((name) => client.topic(name).get({ autoCreate: true })));
  await Promise.all(
    subscriptions(manifest).map(async (wiring) => {
      const subscription = client.topic(wiring.topic).subscription(wiring.name);
      const [exists] = await subscription.exists();
      if (exists) return;
      await subscription.create({
        ackDeadlineSeconds: wiring.ackDeadlineSeconds,
        enableMessageOrdering: wiring.ordered,
        retryPolicy: {
          minimumBackoff: { seconds: wiring.minBackoffSeconds },
          maximumBackoff: { seconds: wiring.maxBackoffSeconds },
        },
        ...(wiring.deadLetter && {
          deadLetterPolicy: {
            deadLetterTopic: `projects/${projectId}/topics/${wiring.deadLetter.topic}`,
            maxDeliveryAttempts: wiring.deadLetter.maxDeliveryAttempts,
          },
        }),
        pushConfig: {
          pushEndpoint: endpointOf(wiring.service, wiring.function),
          oidcToken: { serviceAccountEmail: INVOKER, audience: audienceOf(wiring.service) },
        },
      });
    }),
  );
  await client.close();
}

async function provisionBucket(origin: string, project: string): Promise<void> {
  const answer = await fetch(`${origin}/storage/v1/b?project=${project}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: BUCKET }),
  });
  if (!answer.ok && answer.status !== 409)
    throw new Error(`The bucket could not be made: ${await answer.text()}`);
}
