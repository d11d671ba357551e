import type { Clock } from '../../clock.js';

const FAILURES_TO_OPEN = 3;
const OPEN_MS = 60_000;

/** Nothing was asked: the last calls failed, and it is too early to try again. */
export class CircuitOpen extends Error {
  constructor() {
    super(`it failed ${FAILURES_TO_OPEN} times in a row and is left alone for ${OPEN_MS / 1000} s`);
    this.name = 'CircuitOpen';
  }
}

/**
 * Spares a provider that is down. Three failures in a row open the circuit for a minute; then one call tries, the
 * others wait for its outcome, and it closes the circuit or opens it for another minute. Written here since
 * libraries know no other time than the machine's.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #isFailure: (error: unknown) => boolean;
  #failures = 0;
  #openedAt: number | undefined;
  #trial: Promise<void> | undefined;

  /** @param isFailure whether what a call threw says that the provider is down */
  constructor(clock: Clock, isFailure: (error: unknown) => boolean) {
    this.#clock = clock;
    this.#isFailure = isFailure;
  }

  /** @throws CircuitOpen without making the call, or what the call throws */
  async run<T>(call: () => Promise<T>): Promise<T> {
    while (this.#trial) await this.#trial;
    if (this.#openedAt === undefined) return this.#watch(call);
    const elapsed = this.#clock.now() - this.#openedAt;
    if (elapsed >= 0 && elapsed < OPEN_MS) throw new CircuitOpen();
    const outcome = this.#watch(call);
    const done = () => {
      this.#trial = undefined;
    };
    this.#trial = outcome.then(done, done);
    return outcome;
  }

  async #watch<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.#close();
      return answer;
    } catch (error) {
      if (this.#isFailure(error)) this.#fail();
      else this.#close();
      throw error;
    }
  }

  #close(): void {
    this.#failures = 0;
    this.#openedAt = undefined;
  }

  #fail(): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES_TO_OPEN) this.#openedAt = this.#clock.now();
  }
}
