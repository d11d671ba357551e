/** Keeps, of many places, about so many with the least differences: by counting, since there are few differences. */
export class Sieve {
  #places = new Int32Array(1_024);
  #differences = new Int32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(place: number, difference: number): void {
    if (this.#length === this.#places.length) this.#grow();
    this.#places[this.#length] = place;
    this.#differences[this.#length] = difference;
    this.#length++;
  }

  /** Those that differ least: `count`, and all that differ no more than the last of them. */
  nearest(count: number, visit: (place: number) => void): void {
    const most = this.#mostOf(count);
    for (let i = 0; i < this.#length; i++) {
      if ((this.#differences[i] ?? 0) <= most) visit(this.#places[i] ?? 0);
    }
  }

  #mostOf(count: number): number {
    const frequencies: number[] = [];
    for (let i = 0; i < this.#length; i++) {
      const difference = this.#differences[i] ?? 0;
      while (frequencies.length <= difference) frequencies.push(0);
      frequencies[difference] = (frequencies[difference] ?? 0) + 1;
    }
    let sum = 0;
    return frequencies.findIndex((frequency) => (sum += frequency) >= Math.min(count, this.#length));
  }

  #grow(): void {
    const [places, differences] = [this.#places, this.#differences];
    this.#places = new Int32Array(places.length * 2);
    this.#differences = new Int32Array(places.length * 2);
    this.#places.set(places);
    this.#differences.set(differences);
  }
}
