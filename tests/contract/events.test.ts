import { PubSub, v1 } from '@google-cloud/pubsub';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PubSub as Emulator, startPubSub } from '../../emulators/pubsub/pubsub.js';
import { pubsubEvents } from '../../shared/adapters/pubsub/events.js';
import { titleChanged } from '../../shared/event/catalogue-events.js';
import { runRequested } from '../../shared/event/run-events.js';
import type { Events } from '../../shared/event/topic.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';

type SubscriberOptions = NonNullable<ConstructorParameters<typeof v1.SubscriberClient>[0]>;

const GOOGLE_CLOUD_PROJECT = 'media-gateway';
const subscription = `projects/${GOOGLE_CLOUD_PROJECT}/subscriptions/reader`;
const message = { run: 'tmdb-1', provider: 'tmdb' };

let bench: Bench<Emulator>;
let client: PubSub;
let subscriber: v1.SubscriberClient;
let events: Events;
beforeAll(async () => {
  const identity = { token: async () => 'nobody asks' };
  bench = await startBench((options) => startPubSub({ ...options, identity }));
  const { PUBSUB_EMULATOR_HOST } = bench.emulator.env;
  client = new PubSub({
    projectId: GOOGLE_CLOUD_PROJECT,
    apiEndpoint: PUBSUB_EMULATOR_HOST ?? '',
    emulatorMode: true,
    universeDomain: 'googleapis.com',
  });
  await client.createTopic(runRequested.name);
  await client.createSubscription(runRequested.name, 'reader');
  subscriber = new v1.SubscriberClient((await client.getClientConfig()) as SubscriberOptions);
  events = pubsubEvents({ GOOGLE_CLOUD_PROJECT, PUBSUB_EMULATOR_HOST });
});
afterAll(async () => {
  await subscriber.close();
  await client.close();
  await bench.stop();
});

/** Takes what is on the subscription. */
async function received() {
  const [{ receivedMessages }] = await subscriber.pull({ subscription, maxMessages: 100 });
  const taken = receivedMessages ?? [];
  const ackIds = taken.map(({ ackId }) => ackId ?? '');
  if (ackIds.length > 0) await subscriber.acknowledge({ subscription, ackIds });
  return taken.map(({ message }) => ({
    data: JSON.parse(String(message?.data)),
    attributes: message?.attributes,
  }));
}

it('stores the message, as JSON with its attributes, before it resolves', async () => {
  await events.publish(runRequested, message, { traceparent: '00-1-2-01' });
  expect(bench.emulator.queues()).toMatchObject([{ name: subscription, waiting: 1 }]);
  expect(await received()).toEqual([
    { data: message, attributes: { topic: runRequested.name, traceparent: '00-1-2-01' } },
  ]);
});

it('publishes many at once', async () => {
  const runs = Array.from({ length: 50 }, (_, i) => ({ run: `tmdb-${i}`, provider: 'tmdb' }));
  await Promise.all(runs.map((run) => events.publish(runRequested, run)));
  const data = (await received()).map((one) => one.data);
  expect(new Set(data.map(({ run }) => run))).toEqual(new Set(runs.map(({ run }) => run)));
});

it('publishes nothing that does not fit its topic, and says what is wrong', async () => {
  const publishing = events.publish(runRequested, { run: 'TMDB 1', provider: 'tmdb' });
  await expect(publishing).rejects.toThrow(/does not fit the topic ingestion-run-requested[^]*at run/);
  expect(bench.emulator.queues()).toMatchObject([{ waiting: 0 }]);
});

it('does not take a topic that is missing for one that will come', async () => {
  const missing = events.publish(titleChanged, titleChanged.examples[0] ?? { titles: [] });
  await expect(missing).rejects.toMatchObject({ code: 5, name: 'Error' });
});

it('reports a Pub/Sub that cannot be reached as unavailable', async () => {
  bench.emulator.faults.set({ kind: 'down', rate: 1 });
  await expect(events.publish(runRequested, message)).rejects.toThrow(Unavailable);
  bench.emulator.faults.clear();
  await events.publish(runRequested, message);
});
