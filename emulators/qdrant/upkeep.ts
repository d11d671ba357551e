import { setImmediate as others } from 'node:timers/promises';
import type { Collections } from './collections.js';
import type { Serial } from './serial.js';

/** Builds indexes in the background, in short pieces between the requests. */
export class Upkeep {
  readonly #collections: Collections;
  readonly #serial: Serial;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(collections: Collections, serial: Serial) {
    this.#collections = collections;
    this.#serial = serial;
  }

  /** Looks whether there is something to do, unless it is at work already. */
  wake(): void {
    if (this.#stopped || this.#running || !this.#collections.isOptimizing) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const pieces = this.#collections.optimize();
    try {
      for (;;) {
        const { done } = await this.#serial.run(() => pieces.next());
        if (done || this.#stopped) return;
        await others();
      }
    } catch (error) {
      // Searches go on without the index.
      process.emitWarning(`Qdrant emulator: an index could not be built: ${String(error)}`);
    }
  }
}
