/** Where the time comes from. Domain code gets instants as arguments; only ports and adapters hold a clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
