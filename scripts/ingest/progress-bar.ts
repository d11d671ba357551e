import { SingleBar } from 'cli-progress';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import type { Progress } from './upload.js';

/** A bar on a terminal, nothing elsewhere. */
export function progressBar(titles: number | undefined): { show(progress: Progress): void; stop(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const startedAt = performance.now();
  const bar = new SingleBar({
    stream: process.stderr,
    format: ' {bar} {percentage}%  {read} titles sent, {value} of {total} pages can be found{left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  const expected = titles === undefined ? 1 : Math.ceil(titles / PAGE_SIZE);
  bar.start(expected, 0, { read: 0, left: '' });
  return {
    show({ pages, done, read }) {
      const total = Math.max(expected, pages);
      const seconds =
        done === 0 ? undefined : ((performance.now() - startedAt) / 1_000 / done) * (total - done);
      bar.setTotal(total);
      bar.update(done, { read, left: seconds === undefined ? '' : `, ${Math.round(seconds)} s left` });
    },
    stop: () => bar.stop(),
  };
}
