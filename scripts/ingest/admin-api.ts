import { setTimeout as wait } from 'node:timers/promises';
import type { Reject } from '../../shared/ingestion/provider.js';
import { pageName, type RunSummary } from '../../shared/ingestion/run.js';

const RUNS = '/api/v1/admin/ingestion/runs';
const ATTEMPTS = 7;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_S = 60;
const CALL_DEADLINE_MS = 60_000;
const GOES_ON = "See the system's log; what was taken stays, and the same command goes on from there.";

export interface Target {
  /** e.g. `http://127.0.0.1:8080`. */
  api: string;
  /** Of an operator. */
  token: string;
}

/**
 * The operator's side of ingestion over HTTP. Calls are tried again for half a minute while the system cannot take them,
 * and as late as it asks.
 * @throws Error with the system's reason when it refuses or stays away
 */
export class AdminApi {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  async open(run: string, provider: string): Promise<void> {
    await this.#call('POST', RUNS, JSON.stringify({ provider, run, upload: true }));
  }

  async summary(run: string): Promise<RunSummary> {
    return (await this.#call('GET', `${RUNS}/${run}`)) as RunSummary;
  }

  /** Undefined when nobody has opened it. */
  async find(run: string): Promise<RunSummary | undefined> {
    return (await this.#call('GET', `${RUNS}/${run}`, undefined, true)) as RunSummary | undefined;
  }

  /** @param body the JSON of a page, ready to be sent */
  async put(run: string, page: number, body: string): Promise<void> {
    await this.#call('PUT', `${RUNS}/${run}/pages/${pageName(page)}`, body);
  }

  async finish(run: string, pages: number): Promise<RunSummary> {
    return (await this.#call('PUT', `${RUNS}/${run}`, JSON.stringify({ pages }))) as RunSummary;
  }

  async rejects(run: string, page: number): Promise<Reject[]> {
    const answer = await this.#call('GET', `${RUNS}/${run}/pages/${pageName(page)}/rejects`);
    return (answer as { data: Reject[] }).data;
  }

  async #call(method: string, path: string, body?: string, mayBeAbsent = false): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(method, path, body).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.ok) return answer.json();
      if (!(answer instanceof Error) && answer.status === 404 && mayBeAbsent) return undefined;
      const passing = answer instanceof Error || answer.status === 429 || answer.status >= 500;
      if (!passing) throw new Error(await this.#reasonOf(answer));
      if (attempt === ATTEMPTS) throw new Error(`${await this.#reasonOf(answer)} ${GOES_ON}`);
      await wait(Math.max(FIRST_PAUSE_MS * 2 ** (attempt - 1), askedPauseMs(answer)));
    }
  }

  #send(method: string, path: string, body: string | undefined): Promise<Response> {
    const { api, token } = this.#target;
    return fetch(new URL(path, api), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(CALL_DEADLINE_MS),
    });
  }

  async #reasonOf(answer: Response | Error): Promise<string> {
    if (answer instanceof Error)
      return `${this.#target.api} cannot be reached (${answer.message}); is the system running?`;
    const problem = (await answer.json().catch(() => ({}))) as {
      title?: string;
      detail?: string;
      errors?: unknown;
    };
    const errors = problem.errors ? ` ${JSON.stringify(problem.errors)}` : '';
    return `${answer.status} ${problem.title ?? ''}: ${problem.detail ?? ''}${errors}`;
  }
}

/** What `Retry-After` asks; a whole window of the rate limit at the most. */
function askedPauseMs(answer: Response | Error): number {
  const seconds = answer instanceof Error ? 0 : Number(answer.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, LONGEST_PAUSE_S) * 1_000 : 0;
}
