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

/** A run with the sums over its pages. */
export const RunSummary = RunRecord.extend({
  state: z.enum(['planning', 'running', 'complete', 'failed']),
  pages_done: z.int(),
  pages_given_up: z.int(),
  read: z.int(),
  ingested: z.int().describe('Records that are part of the catalogue now.'),
  merged: z.int(),
  rejected: z.int(),
  changed: z.int(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export function summarise(run: RunRecord, pages: readonly PageProgress[]): RunSummary {
  const sum = (field: 'read' | 'rejected' | 'merged' | 'changed') =>
    pages.reduce((total, page) => total + page[field], 0);
  const done = pages.filter((page) => page.step === 'index').length;
  const given_up = pages.filter((page) => page.given_up).length;
  return {
    ...run,
    troubles: [
      ...run.troubles,
      ...pages.flatMap((page) => page.troubles.map((trouble) => `page ${page.page}: ${trouble}`)),
    ],
    state: stateOf(run.pages, done, given_up),
    pages_done: done,
    pages_given_up: given_up,
    read: sum('read'),
    ingested: sum('read') - sum('rejected'),
    merged: sum('merged'),
    rejected: sum('rejected'),
    changed: sum('changed'),
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
  get(run: string): Promise<RunSummary | undefined>;
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
