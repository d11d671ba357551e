import { setTimeout as wait } from 'node:timers/promises';
import type { Reject } from '../../shared/ingestion/provider.js';
import type { RunSummary } from '../../shared/ingestion/run.js';
import { AdminApi, type Target } from './admin-api.js';
import { pagesOf } from './pages.js';
import type { Line } from './read-lines.js';

export type { Target } from './admin-api.js';

/** Pages sent that are not done: enough to keep every step busy, and what waits in the system stays small. */
const PAGES_AHEAD = 64;
const POLL_MS = 250;
/** Between two looks at the progress while there is still something to send. */
const LOOK_MS = 1_000;
/** As long as that a message that fails is tried again. */
const PATIENCE_MS = 10 * 60_000;
/** A file of which so many lines were refused and none was taken is something else. */
const HOPELESS_LINES = 5_000;

export interface Progress {
  /** Pages sent so far, those of an earlier attempt included. */
  pages: number;
  /** Pages whose titles can be found. */
  done: number;
  /** Lines sent so far. */
  read: number;
  /** Lines of the pages that are done. */
  searchable: number;
  /** How many of these an earlier attempt had brought to their end. */
  before: number;
}

export interface Uploaded {
  summary: RunSummary;
  /** In the order of the lines. */
  rejects(): AsyncIterable<Reject>;
}

/**
 * Sends a catalogue through the pipeline of a running system and waits until all of it can be found. Pages that an
 * earlier attempt under the same name has brought to their end are passed over.
 */
export async function uploadCatalogue(
  target: Target,
  run: { name: string; provider: string },
  lines: AsyncIterable<Line>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Uploaded> {
  const admin = new AdminApi(target);
  await admin.open(run.name, run.provider);
  const upload = new Upload(admin, run.name, await admin.summary(run.name), onProgress);
  if (upload.summary.state === 'complete') return upload.result();
  for await (const { number, lines: count, body } of pagesOf(lines)) {
    if (number <= upload.doneBefore) {
      upload.passOver(count);
      continue;
    }
    await admin.put(run.name, number, body);
    upload.sent(count);
    await upload.keepPace();
  }
  await upload.finish();
  return upload.result();
}

class Upload {
  summary: RunSummary;
  /** Pages that an earlier attempt has brought to their end. */
  readonly doneBefore: number;
  readonly #admin: AdminApi;
  readonly #run: string;
  readonly #onProgress: (progress: Progress) => void;
  /** Lines up to the end of each page. */
  readonly #ends = [0];
  #before = 0;
  #looked = performance.now();
  #advanced = performance.now();

  constructor(admin: AdminApi, run: string, summary: RunSummary, onProgress: (progress: Progress) => void) {
    this.#admin = admin;
    this.#run = run;
    this.summary = summary;
    this.doneBefore = summary.done_through;
    this.#onProgress = onProgress;
  }

  passOver(lines: number): void {
    this.#before += lines;
    this.sent(lines);
  }

  sent(lines: number): void {
    this.#ends.push((this.#ends.at(-1) ?? 0) + lines);
    this.#tell();
  }

  /** Waits while too much is under way. */
  async keepPace(): Promise<void> {
    if (performance.now() - this.#looked > LOOK_MS) await this.#look();
    while (this.#pages - this.summary.pages_done >= PAGES_AHEAD) {
      if (this.summary.pages_given_up >= PAGES_AHEAD) throw this.#failed();
      await wait(POLL_MS);
      await this.#look();
    }
  }

  async finish(): Promise<void> {
    this.#see(await this.#admin.finish(this.#run, this.#pages));
    while (this.summary.state !== 'complete') {
      if (this.summary.state === 'failed') throw this.#failed();
      await wait(POLL_MS);
      await this.#look();
    }
  }

  result(): Uploaded {
    const { summary } = this;
    const [admin, run] = [this.#admin, this.#run];
    return {
      summary,
      async *rejects() {
        for (let page = 1; summary.rejected > 0 && page <= (summary.pages ?? 0); page++) {
          yield* (await admin.rejects(run, page)).sort((a, b) => a.line - b.line);
        }
      },
    };
  }

  get #pages(): number {
    return this.#ends.length - 1;
  }

  async #look(): Promise<void> {
    this.#see(await this.#admin.summary(this.#run));
    const { read, rejected } = this.summary;
    if (rejected >= HOPELESS_LINES && rejected === read) await this.#giveUp();
    if (performance.now() - this.#advanced > PATIENCE_MS) {
      const minutes = Math.round(PATIENCE_MS / 60_000);
      throw new Error(
        `No page was brought to its end for ${minutes} minutes; see the system's log. What was taken stays: the same ` +
          `command goes on from there. ${this.#troubles()}`,
      );
    }
  }

  #see(summary: RunSummary): void {
    this.#looked = performance.now();
    if (summary.pages_done > this.summary.pages_done) this.#advanced = this.#looked;
    this.summary = summary;
    this.#tell();
  }

  #tell(): void {
    const done = this.summary.pages_done;
    this.#onProgress({
      pages: this.#pages,
      done,
      read: this.#ends.at(-1) ?? 0,
      searchable: this.#ends[Math.min(done, this.#pages)] ?? 0,
      before: this.#before,
    });
  }

  async #giveUp(): Promise<never> {
    const [reject] = await this.#admin.rejects(this.#run, 1).catch(() => []);
    throw new Error(
      `Not one of the first ${this.summary.read} lines is a title (${reject ? `line ${reject.line} ${reject.reason}` : 'all refused'}): ` +
        'is this a catalogue file? See docs/guides/catalogue-file.md. Nothing was taken.',
    );
  }

  #failed(): Error {
    return new Error(`The run ${this.#run} could not be finished; send it again. ${this.#troubles()}`);
  }

  #troubles(): string {
    return this.summary.troubles.slice(-3).join('; ');
  }
}
