import type { RunSummary } from '../../shared/ingestion/run.js';
import { pageName } from '../../shared/ingestion/run.js';
import { type Difference, lost, outOfStep } from './durability-difference.js';
import type { Addresses } from './killable-suite.js';
import { askAsOperator, control } from './suite-control.js';

const RUNS = '/ingestion/runs';
const RUN = 'durability';
const PAGE_LINES = 10;

interface Queue {
  name: string;
  /** Of a function; the others are the harness's own. */
  pushEndpoint?: string;
  waiting: number;
  outstanding: number;
}

/** One catalogue file on its way in by the admin API, over several lives of a suite. */
export class Upload {
  readonly pages: readonly string[][];
  #acknowledged = 0;
  #opened = false;

  constructor(lines: readonly string[]) {
    this.pages = Array.from({ length: Math.ceil(lines.length / PAGE_LINES) }, (_, page) =>
      lines.slice(page * PAGE_LINES, (page + 1) * PAGE_LINES),
    );
  }

  /** Pages that the system took. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  get isSent(): boolean {
    return this.#acknowledged === this.pages.length;
  }

  /** Sends the first page that was not acknowledged yet. */
  async sendNext(at: Addresses): Promise<void> {
    if (!this.#opened) {
      await askAsOperator(at, 'POST', RUNS, { provider: 'file', run: RUN, upload: true });
      this.#opened = true;
    }
    const lines = this.pages[this.#acknowledged];
    if (!lines) return;
    const first_line = this.#acknowledged * PAGE_LINES + 1;
    await askAsOperator(at, 'PUT', `${RUNS}/${RUN}/pages/${pageName(this.#acknowledged + 1)}`, {
      first_line,
      lines,
    });
    this.#acknowledged += 1;
  }

  /** Says that this was all, waits until nothing is under way, and tells what is wrong then. */
  async finish(at: Addresses): Promise<Difference[]> {
    await askAsOperator(at, 'PUT', `${RUNS}/${RUN}`, { pages: this.pages.length });
    await control(at, 'POST', '/control/drain');
    const run = (await askAsOperator(at, 'GET', `${RUNS}/${RUN}`)) as RunSummary;
    const { queues, dead_letters } = (await control(at, 'GET', '/control/state')) as {
      queues: Queue[];
      dead_letters: unknown[];
    };
    const read = this.pages.flat().length;
    return [
      ...(run.state === 'complete' ? [] : [outOfStep(`the run is ${run.state}: ${run.troubles.join('; ')}`)]),
      ...(run.pages_done === this.pages.length
        ? []
        : [lost(`one of the run's pages (${run.pages_done} of ${this.pages.length} are done)`)]),
      ...(run.read === read ? [] : [outOfStep(`the run read ${run.read} lines instead of ${read}`)]),
      ...queues
        .filter(({ pushEndpoint, waiting, outstanding }) => pushEndpoint && waiting + outstanding > 0)
        .map(({ name }) => outOfStep(`${name} is not empty`)),
      ...dead_letters.map((letter) => outOfStep(`a dead letter: ${JSON.stringify(letter)}`)),
    ];
  }
}
