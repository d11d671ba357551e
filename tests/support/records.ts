import { normaliseLine } from '../../shared/ingestion/file-provider.js';
import type { SourceRecord } from '../../shared/ingestion/source-record.js';

/** A record as the named provider's line of a catalogue file would give it. */
export function record(
  provider: string,
  line: Record<string, unknown>,
  seen_at = '2026-11-21T10:00:00.000Z',
): SourceRecord {
  return normaliseLine(provider, { type: 'movie', ...line }, seen_at);
}
