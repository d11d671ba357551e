import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { serveHttp, withFaults } from '../http-server.js';
import { Store } from '../store.js';
import { Collections, tables } from './collections.js';
import { failureAnswers, listen } from './http.js';
import { MatrixProduct } from './matrix-product.js';
import { Serial } from './serial.js';
import { Upkeep } from './upkeep.js';

/** Starts a stand-in for a Qdrant server (REST); its client finds it by `QDRANT_URL`. */
export async function startQdrant(options: EmulatorOptions): Promise<Emulator> {
  const store = new Store(options.folder, tables);
  const product = await MatrixProduct.create();
  const collections = new Collections(store, product);
  const faults = new Faults();
  const serial = new Serial();
  const upkeep = new Upkeep(collections, serial);
  const server = await serveHttp(
    withFaults(faults, failureAnswers, listen(collections, serial, upkeep)),
    options.port,
  );
  upkeep.wake();

  return {
    name: 'qdrant',
    env: { QDRANT_URL: server.url },
    faults,
    async stop() {
      faults.clear();
      await server.close();
      await upkeep.stop();
      await serial.run(() => store.close());
      await product.release();
    },
    reset: () =>
      serial.run(() => {
        store.transaction(() => store.clear());
        collections.load();
      }),
    export: () => serial.run(() => store.export()),
    import: (entries) =>
      serial.run(() => {
        store.import(entries);
        collections.load();
      }),
  };
}
