import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT, TestBench } from './test-bench.js';

const NO_RETRY = { retry: null, timeout: 500 };

let bench: TestBench;
let faultsElsewhere = false;

beforeEach(async () => {
  faultsElsewhere = false;
  bench = await TestBench.start({ faultsActive: () => faultsElsewhere });
});

afterEach(async () => {
  await bench.stop();
});

describe('a fault of requests', () => {
  it.each([
    ['down', 14],
    ['reset', 14],
    ['error', 13],
    ['quota', 8],
    ['hang', 4],
  ] as const)('%s fails them with status %i until it is lifted', async (kind, code) => {
    await bench.client.createTopic('topic');
    const publisher = await bench.publisherClient();
    const request = { topic: `projects/${PROJECT}/topics/topic`, messages: [{ data: Buffer.from('x') }] };
    bench.emulator.faults.set({ kind, rate: 1 });
    await expect(publisher.publish(request, NO_RETRY)).rejects.toMatchObject({ code });
    bench.emulator.faults.clear();
    await publisher.publish(request, NO_RETRY);
    await publisher.close();
  });
});

it('delivers nothing while it is down, and everything afterwards', async () => {
  await bench.pushTopic('topic');
  await bench.client.subscription('topic-push').modifyPushConfig({ pushEndpoint: '' });
  await bench.publish('topic', 'waiting');
  await bench.client.subscription('topic-push').modifyPushConfig({ pushEndpoint: bench.receiver.url });
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['waiting']);

  bench.receiver.answer = () => {
    if (bench.receiver.pushed.length > 2) return 200;
    bench.emulator.faults.set({ kind: 'down', rate: 1 });
    return 500;
  };
  await bench.publish('topic', 'interrupted');
  await bench.receiver.arrived(2);
  await expect.poll(() => bench.queue('topic-push')).toMatchObject({ waiting: 1, outstanding: 0 });
  bench.clock.advance(60_000);
  expect(bench.queue('topic-push')).toMatchObject({ waiting: 1, outstanding: 0 });
  bench.emulator.faults.clear();
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['waiting', 'interrupted', 'interrupted']);
});

it('loses acknowledgements, never messages', async () => {
  await bench.pushTopic('topic');
  bench.emulator.faults.set({ kind: 'lose', rate: 1 });
  await bench.publish('topic', 'again');
  await bench.receiver.arrived(2);
  bench.emulator.faults.clear();
  await bench.emulator.drained();
  expect(bench.queue('topic-push')).toMatchObject({ waiting: 0, outstanding: 0 });
  expect(new Set(bench.receiver.data)).toEqual(new Set(['again']));
});

it('delivers a message twice under one id', async () => {
  await bench.pushTopic('topic');
  bench.emulator.faults.set({ kind: 'duplicate', rate: 1 });
  const id = await bench.publish('topic', 'twice');
  await bench.emulator.drained();
  expect(bench.receiver.pushed.map(({ messageId }) => messageId)).toEqual([id, id]);
});

it('lets messages overtake each other, save where an order is promised', async () => {
  await bench.pushTopic('unordered');
  await bench.pushTopic('ordered', { enableMessageOrdering: true });
  bench.emulator.faults.set({ kind: 'reorder', rate: 1 });
  await bench.publish('unordered', 'held');
  bench.emulator.faults.clear();
  await bench.publish('unordered', 'first');
  await bench.receiver.arrived(1);
  expect(bench.receiver.data).toEqual(['first']);
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['first', 'held']);

  bench.emulator.faults.set({ kind: 'reorder', rate: 1 });
  const ordered = bench.client.topic('ordered', { messageOrdering: true });
  for (const data of ['1', '2', '3']) {
    await ordered.publishMessage({ data: Buffer.from(data), orderingKey: 'key' });
  }
  await bench.receiver.arrived(5);
  expect(bench.receiver.data.slice(2)).toEqual(['1', '2', '3']);
});

it('makes a drain wait for back-offs while a fault is in force anywhere', async () => {
  faultsElsewhere = true;
  bench.receiver.answer = () => (faultsElsewhere ? 500 : 200);
  await bench.pushTopic('topic', { retryPolicy: { minimumBackoff: { seconds: 600 } } });
  await bench.publish('topic', 'patience');
  const drained = bench.emulator.drained();
  await bench.receiver.arrived(1);
  await expect.poll(() => bench.queue('topic-push')).toMatchObject({ outstanding: 0 });
  expect(bench.receiver.data).toHaveLength(1);
  faultsElsewhere = false;
  await drained;
  expect(bench.receiver.data).toHaveLength(2);
});
