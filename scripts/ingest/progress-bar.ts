import { SingleBar } from 'cli-progress';
import type { Progress } from './upload.js';

const REFRESH_MS = 1_000;
/** Between two lines where there is no terminal. */
const LINE_MS = 10_000;

export interface ProgressBar {
  show(progress: Progress): void;
  stop(): void;
}

/**
 * Of the titles that can be found, with rate and time left: a bar on a terminal, a line now and then elsewhere.
 * @param share of the file that was read so far, 0 to 1: tells how many titles there will be
 */
export function progressBar(share: () => number): ProgressBar {
  const watch = new Watch(share);
  return process.stderr.isTTY ? terminalBar(watch) : plainLines(watch);
}

/** What the progress so far says about the rest. */
export class Watch {
  readonly #share: () => number;
  readonly #now: () => number;
  readonly #startedAt: number;
  #progress: Progress = { pages: 0, done: 0, read: 0, searchable: 0, before: 0 };

  constructor(share: () => number, now = () => performance.now()) {
    this.#share = share;
    this.#now = now;
    this.#startedAt = now();
  }

  see(progress: Progress): void {
    this.#progress = progress;
  }

  get fraction(): number {
    const { read, searchable } = this.#progress;
    return read === 0 ? 0 : (searchable / read) * Math.min(1, this.#share());
  }

  text(): string {
    const { searchable, before } = this.#progress;
    const seconds = (this.#now() - this.#startedAt) / 1_000;
    const here = searchable - before;
    if (here <= 0)
      return `${searchable} titles can be found, ${Math.round(this.#share() * 100)}% of the file read`;
    const left = (seconds * searchable * (1 - this.fraction)) / (this.fraction * here);
    return `${searchable} titles can be found, ${Math.round(here / seconds)}/s, ${duration(left)} left`;
  }
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

function terminalBar(watch: Watch): ProgressBar {
  const bar = new SingleBar({
    stream: process.stderr,
    format: ' {bar} {percentage}%  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  bar.start(1_000, 0, { text: watch.text() });
  const refresh = () => bar.update(Math.floor(watch.fraction * 1_000), { text: watch.text() });
  const timer = setInterval(refresh, REFRESH_MS);
  return {
    show: (progress) => watch.see(progress),
    stop() {
      clearInterval(timer);
      refresh();
      bar.stop();
    },
  };
}

function plainLines(watch: Watch): ProgressBar {
  const timer = setInterval(() => {
    process.stderr.write(`${Math.floor(watch.fraction * 100)}%  ${watch.text()}\n`);
  }, LINE_MS);
  return { show: (progress) => watch.see(progress), stop: () => clearInterval(timer) };
}
