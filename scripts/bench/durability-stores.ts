import { Firestore } from '@google-cloud/firestore';
import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { QdrantClient } from '@qdrant/js-client-rest';
import { Redis } from '@upstash/redis';
import type { products } from './durability-points.js';

/** One product as a map from keys to values, through its vendor's client. */
export interface KeyValues {
  /** Resolves once the product has acknowledged. */
  write(key: string, value: string): Promise<void>;
  /** Every value that the product holds of each key: one, save where the product keeps messages. */
  read(): Promise<Map<string, string[]>>;
  close(): Promise<void>;
}

// Google's clients would look for the cloud's metadata server, which is not on this machine.
process.env['METADATA_SERVER_DETECTION'] ??= 'none';

const PROJECT = 'media-gateway';
const NAME = 'durability';
const LONGEST_DEADLINE_SECONDS = 600;
/** A point's id is a number; keys are `k0`, `k1`... */
const idOf = (key: string) => Number(key.slice(1));

type Environment = Readonly<Record<string, string>>;

/** Opens one product of a suite for writes that go past the functions. */
export const openers: Readonly<Record<(typeof products)[number], (env: Environment) => Promise<KeyValues>>> =
  {
    firestore: openFirestore,
    pubsub: openPubSub,
    storage: openStorage,
    upstash: openUpstash,
    qdrant: openQdrant,
  };

/** A write is one commit of two documents, which must stay equal. */
async function openFirestore(env: Environment): Promise<KeyValues> {
  const db = new Firestore({
    projectId: PROJECT,
    databaseId: NAME,
    host: env['FIRESTORE_EMULATOR_HOST'] ?? '',
    ssl: false,
    universeDomain: 'googleapis.com',
  });
  return {
    async write(key, value) {
      const batch = db.batch();
      for (const half of ['left', 'right']) batch.set(db.collection(half).doc(key), { value });
      await batch.commit();
    },
    async read() {
      const halves = await Promise.all(['left', 'right'].map((half) => db.collection(half).get()));
      const found = new Map<string, string[]>();
      for (const document of halves.flatMap(({ docs }) => docs)) {
        const value = String(document.get('value'));
        found.set(document.id, [...new Set([...(found.get(document.id) ?? []), value])]);
      }
      return found;
    },
    close: () => db.terminate(),
  };
}

/** Each message stays until `read` has taken and acknowledged it, after which it must not come again. */
async function openPubSub(env: Environment): Promise<KeyValues> {
  const host = env['PUBSUB_EMULATOR_HOST'] ?? '';
  const options = {
    projectId: PROJECT,
    apiEndpoint: host,
    emulatorMode: true,
    universeDomain: 'googleapis.com',
  };
  const client = new PubSub(options);
  const topic = client.topic(NAME, { batching: { maxMessages: 1 } });
  await topic.get({ autoCreate: true });
  const [isThere] = await topic.subscription(NAME).exists();
  // On a busy machine seconds pass between a pull and its acknowledgement, and who is late is given the message again.
  if (!isThere) await topic.createSubscription(NAME, { ackDeadlineSeconds: LONGEST_DEADLINE_SECONDS });
  const [servicePath, port] = host.split(':');
  const subscriber = new v1.SubscriberClient({
    servicePath: servicePath ?? '',
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
  const subscription = subscriber.subscriptionPath(PROJECT, NAME);
  return {
    async write(key, value) {
      await topic.publishMessage({ data: Buffer.from(JSON.stringify([key, value])) });
    },
    async read() {
      const found = new Map<string, string[]>();
      for (;;) {
        const [{ receivedMessages }] = await subscriber.pull({
          subscription,
          maxMessages: 1_000,
          returnImmediately: true,
        });
        if (!receivedMessages?.length) return found;
        for (const { message } of receivedMessages) {
          const [key, value] = JSON.parse(Buffer.from(message?.data ?? '').toString()) as [string, string];
          found.set(key, [...(found.get(key) ?? []), value]);
        }
        const ackIds = receivedMessages.map(({ ackId }) => ackId ?? '');
        await subscriber.acknowledge({ subscription, ackIds });
      }
    },
    async close() {
      await Promise.all([client.close(), subscriber.close()]);
    },
  };
}

async function openStorage(env: Environment): Promise<KeyValues> {
  const origin = env['STORAGE_EMULATOR_HOST'];
  const call = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${origin}${path}`, init);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    async write(key, value) {
      const name = encodeURIComponent(`${NAME}/${key}`);
      await call(`/upload/storage/v1/b/${PROJECT}/o?uploadType=media&name=${name}`, {
        method: 'POST',
        body: value,
      });
    },
    async read() {
      const listing = (await (await call(`/storage/v1/b/${PROJECT}/o?prefix=${NAME}/`)).json()) as {
        items?: { name: string }[];
      };
      const found = new Map<string, string[]>();
      for (const { name } of listing.items ?? []) {
        const content = await call(`/storage/v1/b/${PROJECT}/o/${encodeURIComponent(name)}?alt=media`);
        found.set(name.slice(NAME.length + 1), [await content.text()]);
      }
      return found;
    },
    close: async () => undefined,
  };
}

async function openUpstash(env: Environment): Promise<KeyValues> {
  const redis = new Redis({
    url: env['UPSTASH_REDIS_REST_URL'] ?? '',
    token: env['UPSTASH_REDIS_REST_TOKEN'] ?? '',
    enableTelemetry: false,
    retry: false,
  });
  return {
    async write(key, value) {
      await redis.hset(NAME, { [key]: `"${value}"` });
    },
    async read() {
      const held = (await redis.hgetall<Record<string, string>>(NAME)) ?? {};
      return new Map(Object.entries(held).map(([key, value]) => [key, [value]]));
    },
    close: async () => undefined,
  };
}

/** A point's vector says the same as its payload. */
async function openQdrant(env: Environment): Promise<KeyValues> {
  const client = new QdrantClient({ url: env['QDRANT_URL'] ?? '', checkCompatibility: false });
  const { exists } = await client.collectionExists(NAME);
  if (!exists) await client.createCollection(NAME, { vectors: { size: 2, distance: 'Dot' } });
  return {
    async write(key, value) {
      const points = [{ id: idOf(key), vector: [Number(value), 1], payload: { value } }];
      await client.upsert(NAME, { wait: true, points });
    },
    async read() {
      const { points } = await client.scroll(NAME, { limit: 10_000, with_payload: true, with_vector: true });
      return new Map(
        points.map(({ id, payload, vector }) => {
          const both = [String(payload?.['value']), String((vector as number[])[0])];
          return [`k${id}`, [...new Set(both)]];
        }),
      );
    },
    close: async () => undefined,
  };
}
