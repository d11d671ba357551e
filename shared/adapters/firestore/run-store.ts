import { type DocumentData, type DocumentSnapshot, FieldPath, type Firestore } from '@google-cloud/firestore';
import {
  type DonePages,
  donePages,
  nothingDone,
  type PageProgress,
  pageName,
  type RunRecord,
  type RunStore,
  type RunSummary,
  type StepName,
  stepNames,
  summarise,
} from '../../ingestion/run.js';
import { withDeadline } from '../google/reach.js';
import { documentId } from './document-id.js';
import { CALL_DEADLINE_MS, reachFirestore, transact } from './firestore.js';

/** Runs that are looked through for the latest complete one. */
const RECENT_RUNS = 50;
/** A document takes about one write a second: so many pages more must be done before the run notes it. */
const PAGES_A_NOTE = 32;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;

type ProgressUpdate = Parameters<RunStore['progress']>[2];

/**
 * Runs in the database `catalogue`.
 *
 * - `runs/{run}`: `{ provider, started_at, pages, troubles }`; `{ done }`, the JSON of DonePages, so that pages, which
 *   may be thousands, are not read again and again; and once it is complete `{ summary }`, the JSON of the sums
 * - `runs/{run}/pages/{page}`: `{ body }`, the JSON of PageProgress
 */
export function firestoreRuns(db: Firestore): RunStore {
  const runs = db.collection('runs');
  const runOf = (run: string) => runs.doc(documentId(run));

  const summaryOf = async (snapshot: DocumentSnapshot): Promise<RunSummary | undefined> => {
    const data = snapshot.data();
    if (!data) return undefined;
    if (data['summary']) return JSON.parse(data['summary']);
    const before: DonePages = data['done'] ? JSON.parse(data['done']) : nothingDone;
    const later = snapshot.ref
      .collection('pages')
      .where(FieldPath.documentId(), '>', documentId(pageName(before.through)));
    const pages = (await reachFirestore(later.get())).docs.map((page) => progressFrom(page.data()));
    const summary = summarise(recordFrom(snapshot.id, data), before, pages);
    if (summary.state === 'complete') {
      await reachFirestore(snapshot.ref.update({ summary: JSON.stringify(summary) }));
    } else if (summary.done_through - before.through >= PAGES_A_NOTE) {
      await note(snapshot, donePages(before, pages));
    }
    return summary;
  };

  /** Unless somebody else has just written, who will have noted as much. */
  const note = async ({ ref, updateTime }: DocumentSnapshot, done: DonePages): Promise<void> => {
    const precondition = updateTime ? { lastUpdateTime: updateTime } : {};
    try {
      await reachFirestore(ref.update({ done: JSON.stringify(done) }, precondition));
    } catch (error) {
      if (!hasCode(error, FAILED_PRECONDITION)) throw error;
    }
  };

  const recent = async (provider: string | undefined, limit: number) => {
    const query = provider === undefined ? runs : runs.where('provider', '==', provider);
    return (await reachFirestore(query.orderBy('started_at', 'desc').limit(limit).get())).docs;
  };

  return {
    async begin({ run, ...record }) {
      try {
        await reachFirestore(runOf(run).create(record));
      } catch (error) {
        if (!hasCode(error, ALREADY_EXISTS)) throw error;
      }
    },
    async planned(run, pages) {
      await reachFirestore(runOf(run).update({ pages }));
    },
    async record(run) {
      const data = (await reachFirestore(runOf(run).get())).data();
      return data && recordFrom(run, data);
    },
    async page(run, page) {
      const document = runOf(run).collection('pages').doc(documentId(page));
      const data = (await reachFirestore(document.get())).data();
      return data && progressFrom(data);
    },
    async get(run) {
      return summaryOf(await reachFirestore(runOf(run).get()));
    },
    async list(provider, limit) {
      const summaries = await Promise.all((await recent(provider, limit)).map(summaryOf));
      return summaries.filter((summary) => summary !== undefined);
    },
    async lastComplete(provider) {
      for (const run of await recent(provider, RECENT_RUNS)) {
        const summary = await summaryOf(run);
        if (summary?.state === 'complete') return Date.parse(summary.started_at);
      }
      return undefined;
    },
    async progress(run, page, update) {
      const document = runOf(run).collection('pages').doc(documentId(page));
      await transact(db, async (transaction) => {
        const reading = transaction.get(document);
        const data = (await withDeadline('firestore', CALL_DEADLINE_MS, reading)).data();
        const known = data ? progressFrom(data) : unread(page);
        transaction.set(document, { body: JSON.stringify(advanced(known, update)) });
      });
    },
  };
}

function unread(page: string): PageProgress {
  return { page, step: null, read: 0, rejected: 0, merged: 0, changed: 0, troubles: [], given_up: false };
}

/** What an earlier step says again, after a later one has spoken, is old: only its trouble counts. */
function advanced(known: PageProgress, { trouble, ...update }: ProgressUpdate): PageProgress {
  const isLate = update.step !== undefined && position(update.step) < position(known.step);
  const isNew = trouble !== undefined && !known.troubles.includes(trouble);
  return {
    ...known,
    ...(isLate
      ? {}
      : { ...update, given_up: update.given_up ?? (update.step === undefined && known.given_up) }),
    troubles: isNew ? [...known.troubles, trouble] : known.troubles,
  };
}

function position(step: StepName | null): number {
  return step === null ? -1 : stepNames.indexOf(step);
}

function recordFrom(run: string, data: DocumentData): RunRecord {
  const { provider, started_at, pages, troubles } = data;
  return { run, provider, started_at, pages, troubles };
}

function progressFrom(data: DocumentData): PageProgress {
  return JSON.parse(data['body']);
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
