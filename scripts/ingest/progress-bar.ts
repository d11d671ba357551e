import { SingleBar } from 'cli-progress';
import type { Progress } from './upload.js';

/** A bar on a terminal, nothing elsewhere. */
export function progressBar(titles: number | undefined): { show(progress: Progress): void; stop(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    stream: process.stderr,
    format:
      ' {bar} {percentage}%  {read} titles sent, {value} of {total} pages can be found, {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  const expected = titles === undefined ? 1 : Math.ceil(titles / 128);
  bar.start(expected, 0, { read: 0 });
  return {
    show({ pages, done, read }) {
      bar.setTotal(Math.max(expected, pages));
      bar.update(done, { read });
    },
    stop: () => bar.stop(),
  };
}
