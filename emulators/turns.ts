/** Lets a bounded number go at once; the others wait in the order in which they came. */
export class Turns {
  readonly #atOnce: () => number;
  readonly #waiting: (() => void)[] = [];
  #under = 0;

  /** @param atOnce asked anew whenever somebody comes or leaves */
  constructor(atOnce: () => number) {
    this.#atOnce = atOnce;
  }

  /** Resolves when it is one's turn, with what to call at its end. */
  async take(): Promise<() => void> {
    if (this.#under >= this.#atOnce()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#under++;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#leave();
    };
  }

  #leave(): void {
    this.#under--;
    while (this.#under < this.#atOnce()) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#under++;
      next();
    }
  }
}
