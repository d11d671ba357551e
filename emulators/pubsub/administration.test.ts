import { PubSub as Client } from '@google-cloud/pubsub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT, TestBench } from './test-bench.js';

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const UNIMPLEMENTED = 12;

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.start();
});

afterEach(async () => {
  await bench.stop();
});

describe('topics', () => {
  it('are created, found, listed, changed and deleted', async () => {
    const { client } = bench;
    await client.createTopic('films');
    await client.createTopic('series');
    await expect(client.createTopic('films')).rejects.toMatchObject({ code: ALREADY_EXISTS });
    const [topics] = await client.getTopics();
    expect(topics.map(({ name }) => name)).toEqual([
      'projects/media-gateway/topics/films',
      'projects/media-gateway/topics/series',
    ]);
    await client.topic('films').setMetadata({ labels: { kind: 'film' } });
    const [metadata] = await client.topic('films').getMetadata();
    expect(metadata.labels).toEqual({ kind: 'film' });
    await client.topic('films').delete();
    await expect(client.topic('films').getMetadata()).rejects.toMatchObject({ code: NOT_FOUND });
    expect(await client.topic('series').exists()).toEqual([true]);
  });

  it('leave their subscriptions behind with what these hold', async () => {
    const { client } = bench;
    await client.createTopic('films');
    await client.createSubscription('films', 'readers');
    await bench.publish('films', 'kept');
    await client.topic('films').delete();
    expect(bench.queue('readers')).toMatchObject({ topic: '_deleted-topic_', waiting: 1 });
  });

  it.each(['ab', '1abc', 'google', 'a b c', 'a'.repeat(256)])('may not be called %s', async (name) => {
    await expect(bench.client.createTopic(name)).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  });
});

describe('subscriptions', () => {
  beforeEach(async () => {
    await bench.client.createTopic('films');
  });

  it('get the defaults of the product', async () => {
    const [subscription] = await bench.client.createSubscription('films', 'readers');
    const [metadata] = await subscription.getMetadata();
    expect(metadata).toMatchObject({
      ackDeadlineSeconds: 10,
      messageRetentionDuration: { seconds: '604800', nanos: 0 },
      enableMessageOrdering: false,
      pushConfig: null,
      deadLetterPolicy: null,
    });
  });

  it('are listed, changed and deleted', async () => {
    const { client } = bench;
    await client.createSubscription('films', 'readers');
    await client.createSubscription('films', 'viewers');
    const [subscriptions] = await client.topic('films').getSubscriptions();
    expect(subscriptions.map(({ name }) => name)).toEqual([
      'projects/media-gateway/subscriptions/readers',
      'projects/media-gateway/subscriptions/viewers',
    ]);
    const readers = client.subscription('readers');
    await readers.setMetadata({ ackDeadlineSeconds: 42, retryPolicy: { minimumBackoff: { seconds: 3 } } });
    const [metadata] = await readers.getMetadata();
    expect(metadata).toMatchObject({
      ackDeadlineSeconds: 42,
      retryPolicy: { minimumBackoff: { seconds: '3' }, maximumBackoff: { seconds: '600' } },
    });
    await readers.delete();
    await expect(readers.getMetadata()).rejects.toMatchObject({ code: NOT_FOUND });
    expect((await client.getSubscriptions())[0]).toHaveLength(1);
  });

  it('cannot have their filter changed', async () => {
    await bench.client.createSubscription('films', 'readers', { filter: 'attributes:kind' });
    const changed = bench.client.subscription('readers').setMetadata({ filter: 'attributes:other' });
    await expect(changed).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  });

  it('are listed page by page', async () => {
    for (const name of ['readers', 'viewers', 'writers'])
      await bench.client.createSubscription('films', name);
    const [page, next] = await bench.client.getSubscriptions({ pageSize: 2, autoPaginate: false });
    expect(page).toHaveLength(2);
    expect(next).toMatchObject({ pageToken: 'projects/media-gateway/subscriptions/viewers' });
  });

  it('need their topic', async () => {
    await expect(bench.client.createSubscription('missing', 'readers')).rejects.toMatchObject({
      code: NOT_FOUND,
    });
  });

  it.each([
    ['a deadline that is too short', { ackDeadlineSeconds: 9 }, INVALID_ARGUMENT],
    ['a deadline that is too long', { ackDeadlineSeconds: 601 }, INVALID_ARGUMENT],
    ['a wrong filter', { filter: 'kind = film' }, INVALID_ARGUMENT],
    ['a filter that is too long', { filter: `attributes:${'k'.repeat(256)}` }, INVALID_ARGUMENT],
    ['an endpoint that is no URL', { pushEndpoint: 'somewhere' }, INVALID_ARGUMENT],
    ['an endpoint of another protocol', { pushEndpoint: 'ftp://127.0.0.1/' }, INVALID_ARGUMENT],
    ['a retention that is too short', { messageRetentionDuration: 599 }, INVALID_ARGUMENT],
    [
      'too few delivery attempts',
      { deadLetterPolicy: { deadLetterTopic: 'projects/p1x/topics/dead', maxDeliveryAttempts: 4 } },
      INVALID_ARGUMENT,
    ],
    [
      'back-offs in the wrong order',
      { retryPolicy: { minimumBackoff: { seconds: 20 }, maximumBackoff: { seconds: 10 } } },
      INVALID_ARGUMENT,
    ],
    ['exactly-once delivery', { enableExactlyOnceDelivery: true }, UNIMPLEMENTED],
  ])('may not have %s', async (_, options, code) => {
    await expect(bench.client.createSubscription('films', 'readers', options)).rejects.toMatchObject({
      code,
    });
  });
});

describe('a publish', () => {
  beforeEach(async () => {
    await bench.client.createTopic('films');
    await bench.client.createSubscription('films', 'readers', { enableMessageOrdering: true });
  });

  const x = (count: number) => 'x'.repeat(count);

  it.each([
    ['the largest data', { data: Buffer.alloc(10_000_000) }, true],
    ['too much data', { data: Buffer.alloc(10_000_001) }, false],
    ['nothing', {}, false],
    ['a hundred attributes', { attributes: attributes(100) }, true],
    ['too many attributes', { attributes: attributes(101) }, false],
    ['the longest attribute key', { attributes: { [x(256)]: '' } }, true],
    ['an attribute key that is too long', { attributes: { [x(257)]: '' } }, false],
    ['an attribute key of Google', { attributes: { google: '' } }, false],
    ['the longest attribute value', { attributes: { key: x(1024) } }, true],
    ['an attribute value that is too long', { attributes: { key: x(1025) } }, false],
    ['the longest ordering key', { data: Buffer.from('x'), orderingKey: x(1024) }, true],
    ['an odd ordering key', { data: Buffer.from('x'), orderingKey: '\u0000'.repeat(1024) }, true],
    ['an ordering key that is too long', { data: Buffer.from('x'), orderingKey: x(1025) }, false],
  ])('of %s', async (_, message, accepted) => {
    const publisher = await bench.publisherClient();
    const publish = publisher.publish({ topic: `projects/${PROJECT}/topics/films`, messages: [message] });
    if (accepted) await publish;
    else await expect(publish).rejects.toMatchObject({ code: INVALID_ARGUMENT });
    expect(bench.queue('readers')).toMatchObject({ waiting: accepted ? 1 : 0 });
    await publisher.close();
  });

  it.each([
    [1_000, true],
    [1_001, false],
  ])('of %i messages', async (count, accepted) => {
    const publisher = await bench.publisherClient();
    const messages = Array.from({ length: count }, () => ({ data: Buffer.from('x') }));
    const publish = publisher.publish({ topic: `projects/${PROJECT}/topics/films`, messages });
    if (accepted) await publish;
    else await expect(publish).rejects.toMatchObject({ code: INVALID_ARGUMENT });
    expect(bench.queue('readers')).toMatchObject({ waiting: accepted ? 1_000 : 0 });
    await publisher.close();
  });

  it('to a missing topic fails', async () => {
    await expect(bench.publish('missing', 'x')).rejects.toMatchObject({ code: NOT_FOUND });
  });

  it('reaches the subscriptions whose filter it passes', async () => {
    await bench.client.createSubscription('films', 'horror', { filter: 'attributes.genre = "horror"' });
    await bench.publish('films', 'The Fog', { genre: 'horror' });
    await bench.publish('films', 'Heat', { genre: 'crime' });
    expect(bench.queue('readers')).toMatchObject({ waiting: 2 });
    expect(bench.queue('horror')).toMatchObject({ waiting: 1 });
  });
});

it('keeps the whole state over a restart, an export and an import', async () => {
  await bench.client.createTopic('films');
  await bench.client.createSubscription('films', 'readers', { filter: 'attributes:kind' });
  await bench.publish('films', 'kept', { kind: 'film' });
  const state = bench.emulator.queues();
  await bench.restart();
  expect(bench.emulator.queues()).toEqual(state);

  const archive = await bench.emulator.export();
  await bench.emulator.reset();
  expect(bench.emulator.queues()).toEqual([]);
  expect((await bench.client.getTopics())[0]).toEqual([]);
  await bench.emulator.import(archive);
  expect(bench.emulator.queues()).toEqual(state);
  await bench.publish('films', 'filtered');
  expect(bench.emulator.queues()).toEqual(state);
});

it('is found by the environment variable of the product', async () => {
  process.env.PUBSUB_EMULATOR_HOST = bench.emulator.env.PUBSUB_EMULATOR_HOST;
  const client = new Client({ projectId: PROJECT });
  await client.createTopic('found');
  await client.close();
  delete process.env.PUBSUB_EMULATOR_HOST;
  expect(await bench.client.topic('found').exists()).toEqual([true]);
});

function attributes(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, '']));
}
