import type { RawPage } from './provider.js';

/** Lines of a catalogue file as a fetched page; a line that is not a JSON object is refused by its number. */
export function rawPageOf(firstLine: number, lines: readonly string[], fetchedAt: string): RawPage {
  const page: RawPage = { fetched_at: fetchedAt, records: [], rejects: [] };
  lines.forEach((text, i) => {
    const line = firstLine + i;
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
