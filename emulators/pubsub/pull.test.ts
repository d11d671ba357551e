import type { Message, Subscription, v1 } from '@google-cloud/pubsub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT, TestBench } from './test-bench.js';

let bench: TestBench;
let subscriber: v1.SubscriberClient;
const pulled = `projects/${PROJECT}/subscriptions/pulled`;

beforeEach(async () => {
  bench = await TestBench.start();
  await bench.client.createTopic('topic');
  await bench.client.createSubscription('topic', 'pulled');
  subscriber = await bench.subscriberClient();
});

afterEach(async () => {
  await subscriber.close();
  await bench.stop();
});

interface Pulled {
  ackId: string;
  data: string;
}

async function pull(maxMessages = 10): Promise<Pulled[]> {
  const [response] = await subscriber.pull({ subscription: pulled, maxMessages });
  return (response.receivedMessages ?? []).map(({ ackId, message }) => ({
    ackId: ackId ?? '',
    data: Buffer.from(message?.data ?? '').toString(),
  }));
}

async function acknowledge(messages: Pulled[]): Promise<void> {
  await subscriber.acknowledge({ subscription: pulled, ackIds: messages.map(({ ackId }) => ackId) });
}

function dataOf(messages: Pulled[]): string[] {
  return messages.map(({ data }) => data);
}

describe('streaming pull', () => {
  /** Collects until `count` messages came; each is acknowledged. */
  function collect(subscription: Subscription, count: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const got: string[] = [];
      subscription.on('error', reject);
      subscription.on('message', (message: Message) => {
        message.ack();
        got.push(message.data.toString());
        if (got.length === count) resolve(got);
      });
    });
  }

  it('gives each message to one of the streams of a client, once', async () => {
    const subscription = bench.client.subscription('pulled', { streamingOptions: { maxStreams: 5 } });
    const expected = Array.from({ length: 200 }, (_, index) => `m${index}`);
    const collected = collect(subscription, expected.length);
    await Promise.all(expected.map((data) => bench.publish('topic', data)));
    expect((await collected).sort()).toEqual(expected.sort());
    await bench.emulator.drained();
    expect(bench.queue('pulled')).toMatchObject({ waiting: 0, outstanding: 0 });
    await subscription.close();
  });

  it('delivers a refused message again', async () => {
    const subscription = bench.client.subscription('pulled');
    const attempts = new Promise<number>((resolve) => {
      let count = 0;
      subscription.on('message', (message: Message) => {
        count += 1;
        if (count < 3) message.nack();
        else {
          message.ack();
          resolve(count);
        }
      });
    });
    await bench.publish('topic', 'again');
    expect(await attempts).toBe(3);
    await bench.emulator.drained();
    await subscription.close();
  });

  it('hands out no more than the client wants to hold', async () => {
    const subscription = bench.client.subscription('pulled', {
      flowControl: { maxMessages: 3 },
      streamingOptions: { maxStreams: 1 },
    });
    const held: Message[] = [];
    const three = new Promise<void>((resolve) => {
      subscription.on('message', (message: Message) => {
        held.push(message);
        if (held.length === 3) resolve();
      });
    });
    for (let index = 0; index < 10; index += 1) await bench.publish('topic', `m${index}`);
    await three;
    expect(bench.queue('pulled')).toMatchObject({ waiting: 7, outstanding: 3 });
    for (const message of held) message.ack();
    await expect.poll(() => held.length).toBe(6);
    for (const message of held) message.ack();
    await subscription.close();
  });

  it('fails for a subscription that is not there', async () => {
    const subscription = bench.client.subscription('missing');
    const failure = new Promise<{ code: number }>((resolve) => subscription.on('error', resolve));
    subscription.on('message', () => {});
    expect(await failure).toMatchObject({ code: 5 });
  });

  it('keeps a client that listens through a restored state', async () => {
    const archive = await bench.emulator.export();
    const subscription = bench.client.subscription('pulled');
    const collected = collect(subscription, 1);
    await bench.emulator.import(archive);
    await bench.publish('topic', 'after');
    expect(await collected).toEqual(['after']);
    await subscription.close();
  });
});

describe('pull', () => {
  it('leases messages until they are acknowledged', async () => {
    await bench.publish('topic', 'one');
    await bench.publish('topic', 'two');
    const messages = await pull();
    expect(dataOf(messages)).toEqual(['one', 'two']);
    expect(bench.queue('pulled')).toMatchObject({ waiting: 0, outstanding: 2 });
    await acknowledge(messages);
    expect(bench.queue('pulled')).toMatchObject({ waiting: 0, outstanding: 0 });
  });

  it('waits for a message', async () => {
    const pulling = pull();
    await bench.publish('topic', 'late');
    expect(dataOf(await pulling)).toEqual(['late']);
  });

  it('delivers again when the lease ends, and ignores a late acknowledgement', async () => {
    await bench.publish('topic', 'leased');
    const late = await pull();
    bench.clock.advance(10_000);
    expect(bench.queue('pulled')).toMatchObject({ waiting: 1, outstanding: 0 });
    await acknowledge(late);
    expect(bench.queue('pulled')).toMatchObject({ waiting: 1, outstanding: 0 });
    await acknowledge(await pull());
    expect(bench.queue('pulled')).toMatchObject({ waiting: 0, outstanding: 0 });
  });

  it('moves the end of a lease', async () => {
    await bench.publish('topic', 'leased');
    const ackIds = (await pull()).map(({ ackId }) => ackId);
    await subscriber.modifyAckDeadline({ subscription: pulled, ackIds, ackDeadlineSeconds: 60 });
    bench.clock.advance(59_000);
    expect(bench.queue('pulled')).toMatchObject({ outstanding: 1 });
    await subscriber.modifyAckDeadline({ subscription: pulled, ackIds, ackDeadlineSeconds: 0 });
    expect(bench.queue('pulled')).toMatchObject({ waiting: 1, outstanding: 0 });
  });

  it('forgets what is older than seven days', async () => {
    await bench.publish('topic', 'old');
    bench.clock.advance(6 * 86_400_000);
    await bench.publish('topic', 'new');
    expect(bench.queue('pulled')).toMatchObject({ waiting: 2 });
    bench.clock.advance(2 * 86_400_000);
    expect(bench.queue('pulled')).toMatchObject({ waiting: 1 });
    expect(dataOf(await pull())).toEqual(['new']);
  });

  it('acknowledges by seeking to a time', async () => {
    await bench.publish('topic', 'before');
    bench.clock.advance(60_000);
    await bench.client.subscription('pulled').seek(new Date(bench.clock.now() - 30_000));
    await bench.publish('topic', 'after');
    expect(dataOf(await pull())).toEqual(['after']);
  });

  it('refuses a push subscription', async () => {
    await bench.client.createSubscription('topic', 'pushed', { pushEndpoint: bench.receiver.url });
    const subscription = `projects/${PROJECT}/subscriptions/pushed`;
    await expect(subscriber.pull({ subscription, maxMessages: 1 })).rejects.toMatchObject({ code: 9 });
  });
});

it('drains although nobody consumes a subscription', async () => {
  await bench.publish('topic', 'unread');
  await bench.emulator.drained();
  expect(bench.queue('pulled')).toMatchObject({ waiting: 1 });
});

it('rejects a drain that a stop cuts short', async () => {
  bench.receiver.answer = () => new Promise<number>(() => {});
  await bench.client.createSubscription('topic', 'pushed', { pushEndpoint: bench.receiver.url });
  await bench.publish('topic', 'hanging');
  const drained = expect(bench.emulator.drained()).rejects.toThrow('stopped');
  await bench.restart();
  await drained;
});
