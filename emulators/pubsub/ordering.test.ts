import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PushedMessage, TestBench } from './test-bench.js';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.start();
});

afterEach(async () => {
  await bench.stop();
});

function publish(topic: string, data: string, orderingKey: string): Promise<string> {
  return bench.client
    .topic(topic, { messageOrdering: true })
    .publishMessage({ data: Buffer.from(data), orderingKey });
}

it('holds the later messages of a key back while an earlier one is refused', async () => {
  const refused = new Set(['a1', 'a2']);
  bench.receiver.answer = ({ data }) => (refused.delete(data) ? 500 : 200);
  await bench.pushTopic('orders', { enableMessageOrdering: true });
  for (const data of ['a1', 'a2', 'a3']) await publish('orders', data, 'a');
  await publish('orders', 'b1', 'b');
  await bench.emulator.drained();
  const ofKey = (key: string) => bench.receiver.data.filter((data) => data.startsWith(key));
  expect(ofKey('a')).toEqual(['a1', 'a1', 'a2', 'a2', 'a3']);
  expect(ofKey('b')).toEqual(['b1']);
});

it('delivers one message of a key at a time, and keys side by side', async () => {
  const release: (() => void)[] = [];
  bench.receiver.answer = () => new Promise((resolve) => release.push(() => resolve(200)));
  await bench.pushTopic('orders', { enableMessageOrdering: true });
  await publish('orders', 'a1', 'a');
  await publish('orders', 'a2', 'a');
  await publish('orders', 'b1', 'b');
  await bench.receiver.arrived(2);
  expect(bench.receiver.data.sort()).toEqual(['a1', 'b1']);
  expect(bench.queue('orders-push')).toMatchObject({ waiting: 1, outstanding: 2 });
  release[0]?.();
  await bench.receiver.arrived(3);
  expect(bench.receiver.data).toContain('a2');
});

it('keeps the order over a restart', async () => {
  bench.receiver.answer = () => new Promise<number>(() => {});
  await bench.pushTopic('orders', { enableMessageOrdering: true });
  for (const data of ['a1', 'a2', 'a3']) await publish('orders', data, 'a');
  await bench.receiver.arrived(1);
  bench.receiver.answer = () => 200;
  await bench.restart();
  await bench.emulator.drained();
  expect(bench.receiver.data).toEqual(['a1', 'a1', 'a2', 'a3']);
});

it('does not order messages without a key, or subscriptions without ordering', async () => {
  const refused = new Set(['x1', 'k1']);
  bench.receiver.answer = ({ data }) => (refused.delete(data) ? 500 : 200);
  await bench.pushTopic('keyless', { enableMessageOrdering: true });
  await bench.pushTopic('unordered');
  await bench.publish('keyless', 'x1');
  await bench.publish('keyless', 'x2');
  await publish('unordered', 'k1', 'key');
  await publish('unordered', 'k2', 'key');
  await bench.emulator.drained();
  const of = (letter: string) => bench.receiver.data.filter((data) => data.startsWith(letter));
  expect(of('x')).toEqual(['x1', 'x2', 'x1']);
  expect(of('k')).toEqual(['k1', 'k2', 'k1']);
});

it('acknowledges each key in publish order and loses nothing, whatever is refused', {
  timeout: 90_000,
}, async () => {
  let run = 0;
  const keys = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 25 });
  const statuses = fc.infiniteStream(fc.constantFrom(200, 200, 500, 429, 204));
  await fc.assert(
    fc.asyncProperty(keys, statuses, fc.nat(24), async (published, answers, restartAfter) => {
      run += 1;
      const topic = `property-${run}`;
      const acknowledged = new Map<string, string[]>();
      let answersLeft = 200;
      bench.receiver.answer = (message: PushedMessage) => {
        answersLeft -= 1;
        const status = answersLeft > 0 ? answers.next().value : 200;
        const key = message.orderingKey ?? '';
        if (status < 300) acknowledged.set(key, [...(acknowledged.get(key) ?? []), message.data]);
        return status;
      };
      await bench.pushTopic(topic, { enableMessageOrdering: true });
      const expected = new Map<string, string[]>();
      for (const [index, key] of published.entries()) {
        expected.set(key, [...(expected.get(key) ?? []), `${index}`]);
        await publish(topic, `${index}`, key);
        if (index === restartAfter) await bench.restart();
      }
      await bench.emulator.drained();
      // A restart may repeat the message that was on its way, right after itself.
      const once = [...acknowledged].map(([key, all]) => [
        key,
        all.filter((data, at) => data !== all[at - 1]),
      ]);
      expect(new Map(once as [string, string[]][])).toEqual(expected);
      expect(bench.queue(`${topic}-push`)).toMatchObject({ waiting: 0, outstanding: 0 });
    }),
    { numRuns: 15 },
  );
});
