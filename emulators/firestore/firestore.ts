import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { type StateEntry, Store } from '../store.js';
import { type CommitResponse, Engine } from './engine.js';
import { loadFirestoreService } from './protocol.js';
import { implement, measured } from './service.js';
import { tableNames } from './tables.js';

/**
 * Firestore in native mode behind its gRPC protocol, with any number of named databases.
 *
 * Transactions are pessimistic, as for Firestore's server clients (locks.ts); the limits are in limits.ts. Unlike
 * the product it needs no indexes, keeps no past versions except for open read-only transactions, and has neither
 * security rules nor vector search nor pipelines. Rejects when the port cannot be had.
 */
export async function startFirestore(options: EmulatorOptions): Promise<Emulator> {
  const store = new Store(options.folder, tableNames);
  const faults = new Faults();
  const service = loadFirestoreService();
  const engine = new Engine(store, options.clock, {
    encode: (response) => service.Commit?.responseSerialize(response) ?? Buffer.alloc(0),
    decode: (bytes) => service.Commit?.responseDeserialize(bytes) as unknown as CommitResponse,
  });
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(measured(service), implement(engine, faults));
  const port = await listen(server, options.port ?? 0);
  return {
    name: 'firestore',
    env: { FIRESTORE_EMULATOR_HOST: `127.0.0.1:${port}` },
    faults,
    async stop() {
      faults.clear();
      server.forceShutdown();
      engine.transactions.endAll();
      await store.close();
    },
    async reset() {
      store.clear();
      engine.restart();
    },
    async export(): Promise<StateEntry[]> {
      return store.export();
    },
    async import(entries) {
      store.import(entries);
      engine.restart();
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
