/** What can go wrong with a dependency; `lose`, `duplicate` and `reorder` concern messages, the others requests. */
export const faultKinds = [
  'down',
  'hang',
  'reset',
  'latency',
  'error',
  'quota',
  'lose',
  'duplicate',
  'reorder',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Share of requests or messages that it hits, 0 to 1. */
  rate: number;
  /** Delay in milliseconds, for `latency`. */
  ms?: number;
}

/** The faults in force on one emulator. */
export class Faults {
  #active: Fault[] = [];
  #lifted = new Set<() => void>();

  set(fault: Fault): void {
    this.#active = [...this.#active.filter((other) => other.kind !== fault.kind), fault];
  }

  clear(): void {
    this.#active = [];
    for (const wake of this.#lifted) wake();
    this.#lifted.clear();
  }

  list(): readonly Fault[] {
    return this.#active;
  }

  /** Draws whether a fault of one of the kinds hits now. */
  draw(...kinds: FaultKind[]): Fault | undefined {
    return this.#active.find((fault) => kinds.includes(fault.kind) && Math.random() < fault.rate);
  }

  /** Resolves when the faults are cleared: how long a hanging request hangs. */
  lifted(): Promise<void> {
    return new Promise((resolve) => this.#lifted.add(resolve));
  }
}
