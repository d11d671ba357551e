import { z } from 'zod';

export const stepNames = ['fetch', 'normalise', 'resolve', 'embed', 'index'] as const;
export const StepName = z.enum(stepNames);
export type StepName = z.infer<typeof StepName>;

/** What one step did with one page. Written by id, so that a repeated message changes nothing. */
export const PageProgress = z.object({
  page: z.string(),
  step: StepName.nullable().describe('The last step that was completed.'),
  read: z.int().describe('Records that the provider gave.'),
  rejected: z.int().describe('Records that were refused.'),
  merged: z.int().describe('Records that joined a title which another record had made.'),
  changed: z.int().describe('Titles that became new or different.'),
  troubles: z.array(z.string()).describe('What went wrong on the way and was tried again.'),
  given_up: z.boolean().describe('Its message is among the dead letters; sending the page again goes on.'),
});
export type PageProgress = z.infer<typeof PageProgress>;

export const RunRecord = z.object({
  run: z.string(),
  provider: z.string(),
  started_at: z.iso.datetime(),
  /** Null while pages are still being planned. */
  pages: z.int().nullable(),
  troubles: z.array(z.string()),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** The sums over the first pages of a run, up to `through`, all of which are done: they need not be read again. */
export const DonePages = z.object({
  through: z.int(),
  read: z.int(),
  rejected: z.int(),
  merged: z.int(),
  changed: z.int(),
  troubles: z.array(z.string()),
});
export type DonePages = z.infer<typeof DonePages>;

export const nothingDone: DonePages = {
  through: 0,
  read: 0,
  rejected: 0,
  merged: 0,
  changed: 0,
  troubles: [],
};

/** Of a run's troubles the latest are told. */
const MAX_TROUBLES = 100;

/** A run with the sums over its pages. */
export const RunSummary = RunRecord.extend({
  state: z.enum(['planning', 'running', 'complete', 'failed']),
  pages_done: z.int(),
  done_through: z.int().describe('Every page up to this one is done; 0 while the first is not.'),
  pages_given_up: z.int(),
  read: z.int(),
  ingested: z.int().describe('Records that are part of the catalogue now.'),
  merged: z.int(),
  rejected: z.int(),
  changed: z.int(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** @param pages those after `before.through`, in their order */
export function summarise(run: RunRecord, before: DonePages, pages: readonly PageProgress[]): RunSummary {
  const all = added(before, pages);
  const done = before.through + pages.filter((page) => page.step === 'index').length;
  const given_up = pages.filter((page) => page.given_up).length;
  return {
    ...run,
    troubles: [...run.troubles, ...all.troubles],
    state: stateOf(run.pages, done, given_up),
    pages_done: done,
    done_through: donePages(before, pages).through,
    pages_given_up: given_up,
    read: all.read,
    ingested: all.read - all.rejected,
    merged: all.merged,
    rejected: all.rejected,
    changed: all.changed,
  };
}

/** With those of the pages, given in their order, that follow without a gap and are done. What a done page says stays. */
export function donePages(before: DonePages, pages: readonly PageProgress[]): DonePages {
  const gap = pages.findIndex(
    (page, i) => page.step !== 'index' || Number(page.page) !== before.through + i + 1,
  );
  const following = gap < 0 ? pages : pages.slice(0, gap);
  return { ...added(before, following), through: before.through + following.length };
}

function added(before: DonePages, pages: readonly PageProgress[]): Omit<DonePages, 'through'> {
  const sum = (field: 'read' | 'rejected' | 'merged' | 'changed') =>
    pages.reduce((total, page) => total + page[field], before[field]);
  const troubles = pages.flatMap((page) => page.troubles.map((trouble) => `page ${page.page}: ${trouble}`));
  return {
    read: sum('read'),
    rejected: sum('rejected'),
    merged: sum('merged'),
    changed: sum('changed'),
    troubles: [...before.troubles, ...troubles].slice(-MAX_TROUBLES),
  };
}

function stateOf(pages: number | null, done: number, given_up: number): RunSummary['state'] {
  if (pages === null) return 'planning';
  if (done >= pages) return 'complete';
  return done + given_up >= pages ? 'failed' : 'running';
}

/** Records of ingestion runs, for the operator. */
export interface RunStore {
  /** Keeps what is there already. */
  begin(run: RunRecord): Promise<void>;
  planned(run: string, pages: number): Promise<void>;
  /** What was noted at its beginning; cheap, whereas a summary reads the pages under way. */
  record(run: string): Promise<RunRecord | undefined>;
  get(run: string): Promise<RunSummary | undefined>;
  /** Undefined before its first step. */
  page(run: string, page: string): Promise<PageProgress | undefined>;
  list(provider: string | undefined, limit: number): Promise<RunSummary[]>;
  /** Start of the provider's latest complete run, epoch milliseconds. */
  lastComplete(provider: string): Promise<number | undefined>;
  /** Adds what a step learned about a page. `trouble` is appended once. */
  progress(
    run: string,
    page: string,
    update: Partial<Omit<PageProgress, 'page' | 'troubles'>> & { trouble?: string },
  ): Promise<void>;
}

/** A scheduled run's name says when it was due, so that the same firing never makes two. */
export function runName(provider: string, at: number): string {
  return `${provider}-${new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '').toLowerCase()}`;
}

/** Pages count from 1. */
export function pageName(number: number): string {
  return String(number).padStart(6, '0');
}
