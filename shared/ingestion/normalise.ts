import { z } from 'zod';
import { normaliseLine } from './file-provider.js';
import type { RawPage, Reject } from './provider.js';
import type { SourceRecord } from './source-record.js';
import { normaliseTmdb } from './tmdb-provider.js';

/**
 * Of one record, as the JSON that is stored. A document ends at 1 MiB, and a title keeps the records of several
 * providers in one.
 */
const MAX_RECORD_BYTES = 400_000;

/** A page's records in our own form, and those that were refused. */
export function normalisePageOf(
  provider: string,
  raw: RawPage,
): { records: SourceRecord[]; rejects: Reject[] } {
  const records: SourceRecord[] = [];
  const rejects: Reject[] = [...raw.rejects];
  for (const { line, content } of raw.records) {
    try {
      records.push(checked(normalise(provider, content, raw.fetched_at)));
    } catch (error) {
      rejects.push({ line, id: idOf(content), reason: reasonOf(error) });
    }
  }
  return { records: lastOfEach(records), rejects };
}

function normalise(provider: string, content: unknown, fetchedAt: string): SourceRecord {
  return provider === 'tmdb'
    ? normaliseTmdb(content, fetchedAt)
    : normaliseLine(provider, content, fetchedAt);
}

function checked(record: SourceRecord): SourceRecord {
  const size = Buffer.byteLength(JSON.stringify(record));
  if (size > MAX_RECORD_BYTES)
    throw new Error(`is larger than the ${MAX_RECORD_BYTES} bytes that a title may have: it has ${size}`);
  return record;
}

/** A page that names an id twice means what it says last. */
function lastOfEach(records: readonly SourceRecord[]): SourceRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function idOf(content: unknown): string | null {
  const id = (content as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return (error as Error).message;
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`)
    .join('; ');
}
