import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestBench } from './test-bench.js';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.start();
});

afterEach(async () => {
  await bench.stop();
});

const DEAD_LETTER = {
  deadLetterPolicy: {
    deadLetterTopic: 'projects/media-gateway/topics/dead',
    maxDeliveryAttempts: 5,
  },
  retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 25 } },
};

it('pushes the wrapped message with an identity token', async () => {
  await bench.pushTopic('orders', {
    oidcToken: {
      serviceAccountEmail: 'pusher@example.iam.gserviceaccount.com',
      audience: 'https://service',
    },
  });
  const id = await bench.publish('orders', 'hello', { kind: 'greeting' });
  await bench.emulator.drained();

  const [push] = bench.receiver.pushed;
  expect(push?.headers).toMatchObject({
    authorization: 'Bearer token of pusher@example.iam.gserviceaccount.com for https://service',
    'content-type': 'application/json',
  });
  const publishTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(push?.body).toEqual({
    message: {
      data: Buffer.from('hello').toString('base64'),
      attributes: { kind: 'greeting' },
      messageId: id,
      message_id: id,
      publishTime,
      publish_time: publishTime,
    },
    subscription: 'projects/media-gateway/subscriptions/orders-push',
  });
});

it.each([200, 201, 202, 204])('takes status %i as an acknowledgement', async (status) => {
  bench.receiver.answer = () => status;
  await bench.pushTopic('orders');
  await bench.publish('orders', 'once');
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['once']);
});

it.each([203, 302, 400, 404, 429, 500, 503])('delivers again after status %i', async (status) => {
  bench.receiver.answer = ({ data }) => (bench.receiver.data.length === 1 && data ? status : 200);
  await bench.pushTopic('orders');
  await bench.publish('orders', 'twice');
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['twice', 'twice']);
});

it('delivers again when the ack deadline passes', async () => {
  let release = () => {};
  const never = new Promise<number>((resolve) => {
    release = () => resolve(200);
  });
  bench.receiver.answer = () => (bench.receiver.pushed.length === 1 ? never : 200);
  await bench.pushTopic('slow', { ackDeadlineSeconds: 30 });
  await bench.publish('slow', 'patience');
  await bench.receiver.arrived(1);
  expect(bench.queue('slow-push')).toMatchObject({ waiting: 0, outstanding: 1 });
  bench.clock.advance(29_000);
  expect(bench.queue('slow-push')).toMatchObject({ waiting: 0, outstanding: 1 });
  bench.clock.advance(2_000);
  await bench.receiver.arrived(2);
  await bench.emulator.drained();
  release();
  expect(bench.receiver.data).toEqual(['patience', 'patience']);
});

it('counts no attempt while nobody listens at the endpoint', async () => {
  await bench.client.createTopic('dead');
  const pushEndpoint = bench.receiver.url;
  await bench.receiver.stop();
  await bench.pushTopic('orders', { ...DEAD_LETTER, pushEndpoint });
  await bench.publish('orders', 'early');
  for (let retry = 0; retry < 7; retry += 1) {
    await expect.poll(() => bench.queue('orders-push')).toMatchObject({ waiting: 1, outstanding: 0 });
    bench.clock.advance(1_000);
  }
  await bench.receiver.start();
  await bench.client.subscription('orders-push').modifyPushConfig({ pushEndpoint: bench.receiver.url });
  await bench.emulator.drained();
  expect(bench.receiver.pushed.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([1]);
});

it('waits for an exponential back-off in the time of the suite', async () => {
  bench.receiver.answer = () => 500;
  await bench.pushTopic('orders', { retryPolicy: DEAD_LETTER.retryPolicy });
  const settled = async (pushes: number) => {
    await bench.receiver.arrived(pushes);
    await expect.poll(() => bench.queue('orders-push')).toMatchObject({ waiting: 1, outstanding: 0 });
  };
  await bench.publish('orders', 'later');
  await settled(1);
  for (const [pushes, seconds] of [
    [2, 10],
    [3, 20],
    [4, 25],
    [5, 25],
  ] as const) {
    bench.clock.advance((seconds - 1) * 1_000);
    expect(bench.queue('orders-push')).toMatchObject({ waiting: 1, outstanding: 0 });
    expect(bench.receiver.pushed).toHaveLength(pushes - 1);
    bench.clock.advance(1_000);
    await settled(pushes);
  }
});

it('comes back from a clock that was moved back during a back-off', async () => {
  bench.clock.advance(86_400_000);
  bench.receiver.answer = () => (bench.receiver.pushed.length === 1 ? 500 : 200);
  await bench.pushTopic('orders', { retryPolicy: DEAD_LETTER.retryPolicy });
  await bench.publish('orders', 'again');
  await bench.receiver.arrived(1);
  await expect.poll(() => bench.queue('orders-push')).toMatchObject({ outstanding: 0 });
  bench.clock.advance(-86_400_000);
  await bench.receiver.arrived(2);
});

describe('a dead-letter policy', () => {
  it('counts attempts and forwards after the last one', async () => {
    await bench.client.createTopic('dead');
    await bench.client.createSubscription('dead', 'dead-pull');
    bench.receiver.answer = ({ data }) => (data === 'poison' ? 500 : 200);
    await bench.pushTopic('orders', DEAD_LETTER);
    const id = await bench.publish('orders', 'poison', { kind: 'bad' });
    await bench.publish('orders', 'fine');
    await bench.emulator.drained();

    const poison = bench.receiver.pushed.filter(({ data }) => data === 'poison');
    expect(poison.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([1, 2, 3, 4, 5]);
    expect(bench.queue('orders-push')).toMatchObject({ waiting: 0, outstanding: 0, deadLettered: 1 });
    expect(bench.queue('dead-pull')).toMatchObject({ waiting: 1, deadLettered: 0 });

    const dead = bench.client.subscription('dead-pull');
    const message = await new Promise<{ id: string; attributes: Record<string, string>; data: Buffer }>(
      (resolve) => dead.once('message', resolve),
    );
    expect(message.data.toString()).toBe('poison');
    expect(message.id).not.toBe(id);
    expect(message.attributes).toEqual({
      kind: 'bad',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: 'orders-push',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'media-gateway',
      CloudPubSubDeadLetterSourceTopicPublishTime: expect.stringMatching(/Z$/),
    });
    await dead.close();
  });

  it('keeps the message when the dead-letter topic is missing', async () => {
    bench.receiver.answer = () => (bench.receiver.pushed.length <= 7 ? 500 : 200);
    await bench.pushTopic('orders', DEAD_LETTER);
    await bench.publish('orders', 'kept');
    await bench.emulator.drained();
    expect(bench.receiver.pushed).toHaveLength(8);
  });
});

describe('after a restart', () => {
  it('delivers what was not acknowledged, and the delivery that was cut short is no attempt', async () => {
    await bench.client.createTopic('dead');
    bench.receiver.answer = () => new Promise<number>(() => {});
    await bench.pushTopic('orders', DEAD_LETTER);
    await bench.publish('orders', 'survivor');
    await bench.receiver.arrived(1);
    bench.receiver.answer = () => 200;
    await bench.restart();
    await bench.emulator.drained();
    expect(bench.receiver.pushed.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([1, 1]);
    expect(bench.queue('orders-push')).toMatchObject({ waiting: 0, outstanding: 0 });
  });

  it('gives new messages higher ids', async () => {
    await bench.pushTopic('orders');
    const before = await bench.publish('orders', 'before');
    await bench.emulator.drained();
    await bench.restart();
    expect(Number(await bench.publish('orders', 'after'))).toBeGreaterThan(Number(before));
  });
});

it('routes a deployed endpoint to a local one, and keeps its audience', async () => {
  await bench.stop();
  bench = await TestBench.start({ resolveEndpoint: () => bench.receiver.url });
  const deployed = 'https://ingest-fetch-xyz.run.app/';
  const oidcToken = { serviceAccountEmail: 'pusher@example.com' };
  await bench.pushTopic('orders', { pushEndpoint: deployed, oidcToken });
  await bench.publish('orders', 'routed');
  await bench.emulator.drained();
  expect(bench.receiver.pushed[0]?.headers.authorization).toBe(
    `Bearer token of pusher@example.com for ${deployed}`,
  );
  expect(bench.queue('orders-push')?.pushEndpoint).toBe(deployed);
});

it('pushes to a changed endpoint, or to none', async () => {
  await bench.pushTopic('orders');
  const subscription = bench.client.subscription('orders-push');
  await subscription.modifyPushConfig({ pushEndpoint: '' });
  await bench.publish('orders', 'kept');
  await bench.emulator.drained();
  expect(bench.queue('orders-push')).toMatchObject({ waiting: 1 });
  await subscription.modifyPushConfig({ pushEndpoint: bench.receiver.url });
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['kept']);
});
