const TICK_MS = 10;

interface Queues {
  readonly isBusy: boolean;
  /** Ends all back-offs. */
  hurry(): void;
}

/** Waits until queues are empty, and meanwhile ends back-offs unless faults make them wait for good reason. */
export class Drain {
  readonly #faultsActive: () => boolean;
  #queues: Queues = { isBusy: false, hurry() {} };
  #waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(faultsActive: () => boolean) {
    this.#faultsActive = faultsActive;
  }

  watch(queues: Queues): void {
    this.#queues = queues;
  }

  reached(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // By ticks rather than on every refusal, so that a message refused for ever does not spin.
      this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
      this.check();
    });
  }

  /** To be called whenever a queue may have become empty. */
  check(): void {
    if (this.#waiting.length === 0 || this.#queues.isBusy) return;
    for (const { resolve } of this.#end()) resolve();
  }

  stop(): void {
    for (const { reject } of this.#end()) reject(new Error('Pub/Sub was stopped before it was drained.'));
  }

  #end() {
    const waiting = this.#waiting;
    this.#waiting = [];
    clearInterval(this.#timer);
    this.#timer = undefined;
    return waiting;
  }

  #tick(): void {
    if (!this.#faultsActive()) this.#queues.hurry();
    this.check();
  }
}
