import type { SuiteClock } from '../clock.js';
import type { Faults } from '../faults.js';
import type { ServiceCaller } from '../identity/service-caller.js';
import type { Store } from '../store.js';
import { Dispatcher } from './dispatcher.js';
import { type Filter, parseFilter } from './filter.js';
import { alreadyExists, notFound } from './grpc.js';
import { DEFAULT_RETENTION_SECONDS, REORDER_HOLD_MS } from './limits.js';
import { PushConsumer } from './push.js';
import { Queue, type Sequence, type StoredMessage } from './queue.js';
import type { PubsubMessage, Subscription, Topic } from './wire.js';

/** What the product writes as the topic of a subscription whose topic was deleted. */
const DELETED_TOPIC = '_deleted-topic_';

/** A subscription, as shown to people. */
export interface QueueState {
  /** e.g. `projects/media-gateway/subscriptions/ingest-fetch`. */
  name: string;
  topic: string;
  /** Absent for a pull subscription. */
  pushEndpoint?: string;
  /** Messages that nobody holds: ready, in back-off, or behind an earlier one of their ordering key. */
  waiting: number;
  /** Messages that a consumer holds. */
  outstanding: number;
  /** Messages forwarded to the dead-letter topic since the subscription was made. */
  deadLettered: number;
}

/** What the store keeps of a subscription. */
interface SubscriptionRecord {
  id: number;
  deadLettered: number;
  /** Messages published before this instant count as acknowledged (seek). */
  seekTo: number;
  config: Subscription;
}

interface ActiveSubscription {
  record: SubscriptionRecord;
  filter: Filter;
  dispatcher: Dispatcher;
  push: PushConsumer | undefined;
}

export interface BrokerOptions {
  store: Store;
  clock: SuiteClock;
  faults: Faults;
  caller: ServiceCaller;
  resolveEndpoint(endpoint: string): string;
  /** Something left a queue, or a consumer came or went. */
  changed(): void;
}

/** Topics, subscriptions and what flows between them. Errors are gRPC statuses. */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #sequence: StoredSequence;
  #topics = new Map<string, Topic>();
  #subscriptions = new Map<string, ActiveSubscription>();

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#sequence = new StoredSequence(options.store);
    this.load();
  }

  /** Reads everything from the store, where it may have been replaced, and starts to deliver. */
  load(): void {
    const { store } = this.#options;
    this.stop();
    this.#sequence.load();
    this.#topics = new Map(readAll<Topic>(store, 'topics').map((topic) => [topic.name, topic]));
    this.#subscriptions = new Map();
    for (const record of readAll<SubscriptionRecord>(store, 'subscriptions')) {
      const { dispatcher } = this.#activate(record);
      store.transaction(() => dispatcher.queue.recover());
    }
    for (const active of this.#subscriptions.values()) this.#connectPush(active);
  }

  stop(): void {
    for (const { dispatcher } of this.#subscriptions.values()) dispatcher.stop();
  }

  topics(): Topic[] {
    return [...this.#topics.values()];
  }

  topic(name: string): Topic {
    const topic = this.#topics.get(name);
    if (!topic) throw notFound(`Resource not found: topic ${name}. Create it first.`);
    return topic;
  }

  createTopic(topic: Topic): void {
    if (this.#topics.has(topic.name)) throw alreadyExists(`Topic ${topic.name} exists.`);
    this.saveTopic(topic);
  }

  saveTopic(topic: Topic): void {
    write(this.#options.store, 'topics', topic.name, topic);
    this.#topics.set(topic.name, topic);
  }

  /** Its subscriptions stay, with what they hold. */
  deleteTopic(name: string): void {
    this.topic(name);
    this.#options.store.transaction(() => {
      this.#options.store.table('topics').delete([name]);
      for (const { record } of this.#subscribersOf(name)) {
        this.#save({ ...record, config: { ...record.config, topic: DELETED_TOPIC } });
      }
    });
    this.#topics.delete(name);
  }

  /** Stores messages in every subscription of the topic whose filter lets them through; their ids. */
  publish(topicName: string, messages: readonly PubsubMessage[]): string[] {
    this.topic(topicName);
    const publishedAt = this.#options.clock.now();
    return this.#options.store.transaction(() =>
      messages.map(({ data, attributes, orderingKey }) =>
        this.#enqueue(topicName, { data, attributes, orderingKey, publishedAt }),
      ),
    );
  }

  subscriptions(): Subscription[] {
    return [...this.#subscriptions.values()].map(({ record }) => record.config);
  }

  subscriptionsOf(topicName: string): string[] {
    this.topic(topicName);
    return this.#subscribersOf(topicName).map(({ record }) => record.config.name);
  }

  dispatcher(subscription: string): Dispatcher {
    return this.#active(subscription).dispatcher;
  }

  createSubscription(config: Subscription): void {
    if (this.#subscriptions.has(config.name)) throw alreadyExists(`Subscription ${config.name} exists.`);
    this.topic(config.topic);
    const record = { id: this.#sequence.next(), deadLettered: 0, seekTo: 0, config };
    write(this.#options.store, 'subscriptions', config.name, record);
    this.#connectPush(this.#activate(record));
  }

  updateSubscription(config: Subscription): void {
    const active = this.#active(config.name);
    this.#save({ ...active.record, config });
    if (active.push) active.dispatcher.detach(active.push);
    this.#connectPush(active);
  }

  deleteSubscription(name: string): void {
    const { dispatcher } = this.#active(name);
    dispatcher.stop();
    this.#options.store.transaction(() => {
      dispatcher.queue.clear();
      this.#options.store.table('subscriptions').delete([name]);
    });
    this.#subscriptions.delete(name);
    this.#options.changed();
  }

  /** From now on messages published before the instant (epoch milliseconds) count as acknowledged. */
  seek(name: string, instant: number): void {
    const active = this.#active(name);
    this.#save({ ...active.record, seekTo: instant });
    active.dispatcher.pump();
  }

  queues(): QueueState[] {
    return [...this.#subscriptions.values()].map(({ record, dispatcher }) => {
      const { name, topic, pushConfig } = record.config;
      this.#options.store.transaction(() => dispatcher.queue.dropBefore(this.#oldest(record)));
      return {
        name,
        topic,
        ...(pushConfig && { pushEndpoint: pushConfig.pushEndpoint }),
        waiting: dispatcher.queue.count() - dispatcher.outstanding,
        outstanding: dispatcher.outstanding,
        deadLettered: record.deadLettered,
      };
    });
  }

  get isBusy(): boolean {
    return this.#dispatchers().some((dispatcher) => dispatcher.isBusy);
  }

  /** Ends all back-offs of subscriptions that have a consumer. */
  hurry(): void {
    for (const dispatcher of this.#dispatchers()) if (dispatcher.isBusy) dispatcher.hurry();
  }

  clockMoved(): void {
    for (const dispatcher of this.#dispatchers()) dispatcher.moved();
  }

  #dispatchers(): Dispatcher[] {
    return [...this.#subscriptions.values()].map(({ dispatcher }) => dispatcher);
  }

  #activate(record: SubscriptionRecord): ActiveSubscription {
    const { store, clock, faults, changed } = this.#options;
    const { name, filter, enableMessageOrdering } = record.config;
    const active: ActiveSubscription = {
      record,
      filter: parseFilter(filter),
      push: undefined,
      dispatcher: new Dispatcher({
        id: record.id,
        config: record.config,
        queue: new Queue(store, this.#sequence, record.id, enableMessageOrdering),
        store,
        clock,
        faults,
        deadLetter: (message, attempts) => this.#deadLetter(active.record, message, attempts),
        oldest: () => this.#oldest(active.record),
        changed,
      }),
    };
    this.#subscriptions.set(name, active);
    return active;
  }

  #connectPush(active: ActiveSubscription): void {
    const { pushConfig } = active.record.config;
    if (!pushConfig) {
      active.push = undefined;
      return;
    }
    const url = this.#options.resolveEndpoint(pushConfig.pushEndpoint);
    active.push = new PushConsumer(active.dispatcher, pushConfig, this.#options.caller, url);
    active.dispatcher.attach(active.push);
  }

  #active(name: string): ActiveSubscription {
    const active = this.#subscriptions.get(name);
    if (!active) throw notFound(`Resource not found: subscription ${name}. Create it first.`);
    return active;
  }

  #subscribersOf(topicName: string): ActiveSubscription[] {
    return [...this.#subscriptions.values()].filter(({ record }) => record.config.topic === topicName);
  }

  #save(record: SubscriptionRecord): void {
    write(this.#options.store, 'subscriptions', record.config.name, record);
    const active = this.#active(record.config.name);
    active.record = record;
    active.dispatcher.config = record.config;
  }

  #enqueue(topicName: string, content: Omit<StoredMessage, 'id'>): string {
    const message = { ...content, id: String(this.#sequence.next()) };
    for (const { filter, dispatcher } of this.#subscribersOf(topicName)) {
      if (!filter(message.attributes)) continue;
      const copies = this.#options.faults.draw('duplicate') ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) dispatcher.queue.put(message, this.#heldUntil(dispatcher));
      queueMicrotask(() => dispatcher.pump());
    }
    return message.id;
  }

  /** The `reorder` fault lets others overtake a message where nothing promises their order. */
  #heldUntil({ config }: Dispatcher): number | undefined {
    if (config.enableMessageOrdering || !this.#options.faults.draw('reorder')) return undefined;
    return this.#options.clock.now() + Math.ceil(Math.random() * REORDER_HOLD_MS);
  }

  #deadLetter(record: SubscriptionRecord, message: StoredMessage, attempts: number): boolean {
    const topic = record.config.deadLetterPolicy?.deadLetterTopic ?? '';
    if (!this.#topics.has(topic)) return false;
    const [, project = '', , subscription = ''] = record.config.name.split('/');
    this.#enqueue(topic, {
      ...message,
      attributes: {
        ...message.attributes,
        CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
        CloudPubSubDeadLetterSourceSubscription: subscription,
        CloudPubSubDeadLetterSourceSubscriptionProject: project,
        CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishedAt).toISOString(),
      },
      publishedAt: this.#options.clock.now(),
    });
    this.#save({ ...record, deadLettered: record.deadLettered + 1 });
    return true;
  }

  #oldest({ seekTo, config }: SubscriptionRecord): number {
    const seconds = config.messageRetentionDuration?.seconds ?? DEFAULT_RETENTION_SECONDS;
    return Math.max(seekTo, this.#options.clock.now() - seconds * 1_000);
  }
}

/** Numbers messages and turns; the last one given is on disk before whoever got it is answered. */
class StoredSequence implements Sequence {
  readonly #store: Store;
  #last = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  load(): void {
    this.#last = Number(this.#store.table('counters').get(['sequence'])?.toString() ?? 0);
  }

  next(): number {
    this.#last += 1;
    this.#store.table('counters').put(['sequence'], Buffer.from(String(this.#last)));
    return this.#last;
  }
}

function readAll<T>(store: Store, table: string): T[] {
  return [...store.table(table).entries()].map(({ value }) => JSON.parse(value.toString()) as T);
}

function write(store: Store, table: string, name: string, value: object): void {
  store.table(table).put([name], Buffer.from(JSON.stringify(value)));
}
