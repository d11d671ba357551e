/** What a query's reader may say of words: the slots of a query that name something, without those that filter. */
export const readableSlots = ['reference', 'actor', 'director', 'genre', 'mood', 'theme', 'year'] as const;
export type ReadableSlot = (typeof readableSlots)[number];

/** The words from one up to another are that slot. */
export interface ReadSpan {
  slot: ReadableSlot;
  from: number;
  to: number;
  /** Whether it is not wanted. */
  negated: boolean;
}

/** Reads a query beside the deterministic parser, such as a language model does. */
export interface QueryReader {
  /**
   * @param words of the query, normalised (see parse/tokens.ts)
   * @returns spans within the words, none over another; undefined where there is no reading in time. Never rejects
   */
  read(words: readonly string[]): Promise<readonly ReadSpan[] | undefined>;
}

/** Where no model is configured. */
export const noReader: QueryReader = { read: async () => undefined };

/** Readings that were made before. */
export interface KeptReadings {
  get(words: readonly string[]): Promise<readonly ReadSpan[] | undefined>;
  put(words: readonly string[], spans: readonly ReadSpan[]): Promise<void>;
}
