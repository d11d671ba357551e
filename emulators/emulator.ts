import type { SuiteClock } from './clock.js';
import type { Faults } from './faults.js';
import type { StateEntry } from './store.js';

/** What every emulator needs to start. */
export interface EmulatorOptions {
  /** Folder of its own; holds all of its state, so that a restart on it goes on where it stopped. */
  folder: string;
  clock: SuiteClock;
  /** TCP port on 127.0.0.1; a free one when absent. */
  port?: number;
}

/** A stand-in for one product, behind the product's own wire protocol. */
export interface Emulator {
  /** The name by which faults and state address it, e.g. `firestore`. */
  readonly name: string;
  /** Environment variables that point the vendor's client here. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: Faults;
  stop(): Promise<void>;
  /** Forgets everything. */
  reset(): Promise<void>;
  /** The whole state, for an archive. */
  export(): Promise<StateEntry[]>;
  /** Replaces the whole state by an archive's. */
  import(entries: StateEntry[]): Promise<void>;
}
