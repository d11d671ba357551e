import type { RunSummary } from '../../shared/ingestion/run.js';
import { pageName } from '../../shared/ingestion/run.js';
import { type Difference, lost, outOfStep } from './durability-difference.js';
import type { Addresses } from './killable-suite.js';
import { askAsOperator, control } from './suite-control.js';

const RUNS = '/ingestion/runs';
const RUN = 'durability';
const PAGE_LINES = 10;
const LOOKS = 5;

interface Queue {
  name: string;
  /** Of a function; the others are the harness's own. */
  pushEndpoint?: string;
  waiting: number;
  outstanding: number;
}

/** One catalogue file, each line a new title, on its way in by the admin API, over several lives of a suite. */
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
    const { queues, dead_letters } = await settled(at);
    const run = (await askAsOperator(at, 'GET', `${RUNS}/${RUN}`)) as RunSummary;
    const read = this.pages.flat().length;
    return [
      ...(run.state === 'complete' ? [] : [outOfStep(`the run is ${run.state}: ${run.troubles.join('; ')}`)]),
      ...(run.pages_done === this.pages.length
        ? []
        : [lost(`one of the run's pages (${run.pages_done} of ${this.pages.length} are done)`)]),
      ...(run.read === read ? [] : [outOfStep(`the run read ${run.read} lines instead of ${read}`)]),
      ...(run.changed === read
        ? []
        : [outOfStep(`the run says ${run.changed} new titles instead of ${read}`)]),
      ...queues.map(({ name }) => outOfStep(`${name} is not empty`)),
      ...dead_letters.map((letter) => outOfStep(`a dead letter: ${JSON.stringify(letter)}`)),
    ];
  }
}

interface State {
  queues: Queue[];
  dead_letters: unknown[];
}

/**
 * When nothing is under way: the queues of functions that are not empty, and the dead letters. An attempt that was
 * given up, e.g. because the clock was moved, may still be on its way and publish when the queues had been empty.
 */
async function settled(at: Addresses): Promise<State> {
  for (let look = 1; ; look += 1) {
    await control(at, 'POST', '/control/drain');
    const { queues, dead_letters } = (await control(at, 'GET', '/control/state')) as State;
    const busy = queues.filter(
      ({ pushEndpoint, waiting, outstanding }) => pushEndpoint && waiting + outstanding > 0,
    );
    if (busy.length === 0 || look === LOOKS) return { queues: busy, dead_letters };
  }
}
