import type { Clock } from '../shared/clock.js';

interface Alarm {
  at: number;
  ring: () => void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The suite's time: runs at the real pace from any chosen instant and can be moved.
 * Alarms ring when the suite's time reaches them, whether it ran there or was moved there.
 */
export class SuiteClock implements Clock {
  #offset: number;
  #alarms = new Set<Alarm>();
  #timer: NodeJS.Timeout | undefined;
  #listeners = new Set<(offsetMs: number) => void>();

  constructor(startAt: number = Date.now()) {
    this.#offset = startAt - Date.now();
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Milliseconds by which the suite's time is ahead of the machine's. */
  get offset(): number {
    return this.#offset;
  }

  advance(ms: number): void {
    this.set(this.now() + ms);
  }

  set(instant: number): void {
    this.#offset = instant - Date.now();
    for (const listener of this.#listeners) listener(this.#offset);
    this.#ringDue();
  }

  /** Calls back with the new offset whenever the clock is moved. */
  onMoved(listener: (offsetMs: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rings once when the suite's time reaches `at` (epoch milliseconds). Returns the way to cancel. */
  alarm(at: number, ring: () => void): () => void {
    const alarm = { at, ring };
    this.#alarms.add(alarm);
    this.#arm();
    return () => {
      this.#alarms.delete(alarm);
      this.#arm();
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#alarms.clear();
    this.#listeners.clear();
  }

  #ringDue(): void {
    const due = [...this.#alarms].filter((alarm) => alarm.at <= this.now()).sort((a, b) => a.at - b.at);
    for (const alarm of due) {
      if (this.#alarms.delete(alarm)) alarm.ring();
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#alarms.size === 0) return;
    const next = Math.min(...[...this.#alarms].map((alarm) => alarm.at));
    const wait = Math.min(Math.max(0, next - this.now()), LONGEST_TIMEOUT_MS);
    this.#timer = setTimeout(() => this.#ringDue(), wait);
    this.#timer.unref();
  }
}
