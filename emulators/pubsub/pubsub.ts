import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import type { TokenSource } from '../identity/identity.js';
import { ServiceCaller } from '../identity/service-caller.js';
import { Store } from '../store.js';
import { Broker, type QueueState } from './broker.js';
import { Drain } from './drain.js';
import { loadServices, serviceOf } from './grpc.js';
import { MAX_REQUEST_BYTES } from './limits.js';
import { publisherService } from './publisher-service.js';
import { QUEUE_TABLES } from './queue.js';
import { subscriberService } from './subscriber-service.js';

/** Room beside the messages of a request for their framing, so that the limit is refused in words. */
const FRAMING_BYTES = 2 * 1024 * 1024;

export type { QueueState } from './broker.js';

export interface PubSubOptions extends EmulatorOptions {
  /** Signs the tokens that pushes carry. */
  identity: TokenSource;
  /** Where a push endpoint is reached, e.g. a local port for a deployed service's address; itself by default. */
  resolveEndpoint?(endpoint: string): string;
  /** Whether a fault is in force anywhere in the suite; the emulator knows its own. */
  faultsActive?(): boolean;
}

export interface PubSub extends Emulator {
  /**
   * Resolves at a moment when every subscription that has a consumer (a push endpoint, an open pull stream or
   * a waiting Pull call) holds no message: none is ready, held back by its ordering key, with a consumer, or
   * waiting for a retry. Subscriptions without a consumer hold nothing back. While it is awaited and no fault
   * is in force, a message that only waits for its back-off is delivered at once. A message that is refused
   * for ever, on a subscription without a dead-letter policy, keeps it waiting.
   */
  drained(): Promise<void>;
  queues(): QueueState[];
}

/**
 * Pub/Sub over its own gRPC protocol: publish, pull, streaming pull, and push with identity tokens, filters,
 * ordering, retry policy and dead letters, in the suite's time, ack deadlines included: moving the clock past one
 * takes the message back. Leases end with a restart: what was not acknowledged is delivered again, and the
 * delivery that the stop cut short is no attempt. Nor is a push that finds nobody listening, which is made again
 * after a second.
 *
 * Faults: `down` also stops deliveries until it is lifted. `lose` loses acknowledgements, never messages, so
 * that what was handled comes again. `duplicate` delivers a published message twice. `reorder` holds a
 * published message back for up to a second, save on subscriptions with ordering.
 */
export async function startPubSub(options: PubSubOptions): Promise<PubSub> {
  const { clock, identity, folder } = options;
  const faults = new Faults();
  const store = new Store(folder, ['topics', 'subscriptions', 'counters', ...QUEUE_TABLES]);
  const caller = new ServiceCaller(identity);
  const drain = new Drain(() => faults.list().length > 0 || options.faultsActive?.() === true);
  const broker = new Broker({
    store,
    clock,
    faults,
    caller,
    resolveEndpoint: (endpoint) => options.resolveEndpoint?.(endpoint) ?? endpoint,
    changed: () => drain.check(),
  });
  drain.watch(broker);
  const forgetClock = clock.onMoved(() => broker.clockMoved());

  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES + FRAMING_BYTES,
    'grpc.max_send_message_length': -1,
  });
  const services = loadServices();
  server.addService(serviceOf(services, 'Publisher'), publisherService(broker, faults));
  server.addService(serviceOf(services, 'Subscriber'), subscriberService(broker, faults));
  const port = await listen(server, options.port ?? 0);

  return {
    name: 'pubsub',
    env: { PUBSUB_EMULATOR_HOST: `127.0.0.1:${port}` },
    faults,
    drained: () => drain.reached(),
    queues: () => broker.queues(),
    async stop() {
      forgetClock();
      drain.stop();
      broker.stop();
      server.forceShutdown();
      caller.close();
      await store.close();
    },
    async reset() {
      store.import([]);
      broker.load();
    },
    async export() {
      return store.export();
    },
    async import(entries) {
      store.import(entries);
      broker.load();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}
