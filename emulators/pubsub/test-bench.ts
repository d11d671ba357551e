import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PubSub as Client, type CreateSubscriptionOptions, v1 } from '@google-cloud/pubsub';
import { SuiteClock } from '../clock.js';
import { type ListeningServer, readBody, serveHttp } from '../http-server.js';
import { type PubSub, type PubSubOptions, startPubSub } from './pubsub.js';

export const PROJECT = 'media-gateway';

// The client looks for Google's metadata server even before it calls an emulator.
process.env.METADATA_SERVER_DETECTION = 'none';

type ClientOptions = NonNullable<ConstructorParameters<typeof v1.SubscriberClient>[0]>;

export interface PushedMessage {
  data: string;
  attributes: Record<string, string>;
  messageId: string;
  orderingKey?: string | undefined;
  deliveryAttempt?: number | undefined;
  subscription: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** An endpoint that records what is pushed to it and answers as `answer` says (200 at first). */
export class Receiver {
  readonly pushed: PushedMessage[] = [];
  answer: (message: PushedMessage) => number | Promise<number> = () => 200;
  #server: ListeningServer | undefined;
  #arrivals = new Set<() => void>();

  async start(): Promise<void> {
    this.#server = await serveHttp(async (request, response) => {
      const body = JSON.parse((await readBody(request)).toString());
      const message: PushedMessage = {
        data: Buffer.from(body.message.data ?? '', 'base64').toString(),
        attributes: body.message.attributes ?? {},
        messageId: body.message.messageId,
        orderingKey: body.message.orderingKey,
        deliveryAttempt: body.deliveryAttempt,
        subscription: body.subscription,
        headers: request.headers,
        body,
      };
      this.pushed.push(message);
      for (const arrived of this.#arrivals) arrived();
      response.writeHead(await this.answer(message)).end();
    });
  }

  get url(): string {
    if (!this.#server) throw new Error('Start the receiver first.');
    return `${this.#server.url}/`;
  }

  get data(): string[] {
    return this.pushed.map(({ data }) => data);
  }

  /** Resolves when the `count`th push has arrived. */
  async arrived(count: number): Promise<void> {
    while (this.pushed.length < count) {
      await new Promise<void>((resolve) => this.#arrivals.add(resolve));
    }
  }

  async stop(): Promise<void> {
    await this.#server?.close();
  }
}

/** The emulator, the real client, and a receiver of pushes, on a folder of its own. */
export class TestBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'pubsub-'));
  readonly clock = new SuiteClock();
  readonly receiver = new Receiver();
  readonly #options: Partial<PubSubOptions>;
  #emulator: PubSub | undefined;
  #client: Client | undefined;

  private constructor(options: Partial<PubSubOptions>) {
    this.#options = options;
  }

  static async start(options: Partial<PubSubOptions> = {}): Promise<TestBench> {
    const bench = new TestBench(options);
    await bench.receiver.start();
    await bench.#open();
    return bench;
  }

  get emulator(): PubSub {
    if (!this.#emulator) throw new Error('The emulator does not run.');
    return this.#emulator;
  }

  get client(): Client {
    if (!this.#client) throw new Error('The client does not run.');
    return this.#client;
  }

  async restart(): Promise<void> {
    await this.#close();
    await this.#open();
  }

  /** Creates a topic with a push subscription, whose name is the topic's and `-push`. */
  async pushTopic(name: string, options: CreateSubscriptionOptions = {}): Promise<void> {
    await this.client.createTopic(name);
    await this.client.createSubscription(name, `${name}-push`, {
      pushEndpoint: this.receiver.url,
      ...options,
    });
  }

  publish(topic: string, data: string, attributes: Record<string, string> = {}): Promise<string> {
    return this.client.topic(topic).publishMessage({ data: Buffer.from(data), attributes });
  }

  queue(subscription: string) {
    return this.emulator.queues().find(({ name }) => name.endsWith(`/subscriptions/${subscription}`));
  }

  /** The generated clients below the friendly one, to be closed by the caller. */
  async subscriberClient(): Promise<v1.SubscriberClient> {
    return new v1.SubscriberClient(await this.#clientOptions());
  }

  async publisherClient(): Promise<v1.PublisherClient> {
    return new v1.PublisherClient(await this.#clientOptions());
  }

  async stop(): Promise<void> {
    await this.#close();
    await this.receiver.stop();
    this.clock.stop();
    rmSync(this.folder, { recursive: true });
  }

  async #clientOptions(): Promise<ClientOptions> {
    return (await this.client.getClientConfig()) as ClientOptions;
  }

  async #open(): Promise<void> {
    this.#emulator = await startPubSub({
      folder: this.folder,
      clock: this.clock,
      identity: { token: async ({ email, audience }) => `token of ${email} for ${audience}` },
      ...this.#options,
    });
    this.#client = new Client({
      projectId: PROJECT,
      apiEndpoint: this.#emulator.env.PUBSUB_EMULATOR_HOST ?? '',
      emulatorMode: true,
    });
  }

  async #close(): Promise<void> {
    await this.#client?.close();
    await this.#emulator?.stop();
  }
}
