import { z } from 'zod';
import type { RawPage } from './provider.js';

/** Longest line of a catalogue file, in bytes. */
export const MAX_LINE_BYTES = 600_000;
/**
 * Most bytes of lines in one request, each as a JSON string: quotes and backslashes count double there. With what
 * stands around them it stays under the limit of a request's body.
 */
export const MAX_PAGE_BYTES = 1_000_000;

/** A line as it stands in its file, or why it cannot be sent. */
export const UploadedLine = z.union([z.string(), z.strictObject({ refused: z.string().max(200) })]);
export type UploadedLine = z.infer<typeof UploadedLine>;

/** Lines of a catalogue file as a fetched page; a line that is not a JSON object is refused by its number. */
export function rawPageOf(firstLine: number, lines: readonly UploadedLine[], fetchedAt: string): RawPage {
  const page: RawPage = { fetched_at: fetchedAt, records: [], rejects: [] };
  lines.forEach((text, i) => {
    const line = firstLine + i;
    if (typeof text !== 'string') {
      page.rejects.push({ line, id: null, reason: text.refused });
      return;
    }
    if (text.trim() === '') return;
    try {
      const content: unknown = JSON.parse(text);
      if (content === null || typeof content !== 'object' || Array.isArray(content)) {
        throw new Error('is not a JSON object');
      }
      page.records.push({ line, content });
    } catch (error) {
      page.rejects.push({ line, id: null, reason: `not a JSON object: ${(error as Error).message}` });
    }
  });
  return page;
}
