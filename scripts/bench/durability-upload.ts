import type { RunSummary } from '../../shared/ingestion/run.js';
import { pageName } from '../../shared/ingestion/run.js';
import type { Addresses } from './killable-suite.js';

const RUN = 'durability';
const PAGE_LINES = 10;
const DRAIN_WITHIN_MS = 120_000;

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

  get isSent(): boolean {
    return this.#acknowledged === this.pages.length;
  }

  /** Sends the first page that was not acknowledged yet. */
  async sendNext(at: Addresses): Promise<void> {
    if (!this.#opened) {
      await this.#call(at, 'POST', '', { provider: 'file', run: RUN, upload: true });
      this.#opened = true;
    }
    const lines = this.pages[this.#acknowledged];
    if (!lines) return;
    const first_line = this.#acknowledged * PAGE_LINES + 1;
    await this.#call(at, 'PUT', `/${RUN}/pages/${pageName(this.#acknowledged + 1)}`, { first_line, lines });
    this.#acknowledged += 1;
  }

  /** Says that this was all, waits until nothing is under way, and tells in words what is wrong then. */
  async finish(at: Addresses): Promise<string[]> {
    await this.#call(at, 'PUT', `/${RUN}`, { pages: this.pages.length });
    await control(at, 'POST', '/control/drain');
    const run = (await this.#call(at, 'GET', `/${RUN}`)) as RunSummary;
    const { queues, dead_letters } = (await control(at, 'GET', '/control/state')) as {
      queues: Queue[];
      dead_letters: unknown[];
    };
    const read = this.pages.flat().length;
    return [
      ...(run.state === 'complete' ? [] : [`the run is ${run.state}: ${run.troubles.join('; ')}`]),
      ...(run.pages_done === this.pages.length ? [] : [`of the run ${run.pages_done} pages are done`]),
      ...(run.read === read ? [] : [`the run read ${run.read} lines instead of ${read}`]),
      ...queues
        .filter(({ pushEndpoint, waiting, outstanding }) => pushEndpoint && waiting + outstanding > 0)
        .map(({ name }) => `${name} is not empty`),
      ...dead_letters.map((letter) => `a dead letter: ${JSON.stringify(letter)}`),
    ];
  }

  async #call(at: Addresses, method: string, path: string, body?: unknown): Promise<unknown> {
    const { token } = (await control(at, 'POST', '/control/token')) as { token: string };
    const answer = await fetch(`${at.api}/api/v1/admin/ingestion/runs${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

async function control({ console }: Addresses, method: string, path: string): Promise<unknown> {
  const answer = await fetch(`${console}${path}`, { method, signal: AbortSignal.timeout(DRAIN_WITHIN_MS) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
