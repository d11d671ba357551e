import type { TitleNames } from './title-names.js';

/** Most titles that are suggested; of a larger catalogue the most popular ones. */
export const MOST_SUGGESTED = 300_000;

/** The names that are suggested while somebody types: a file, written by a job, which each instance holds. */
export interface Suggestions {
  /**
   * The names that were published last, as far as this instance knows: it asks once a second at most, and only when it
   * is asked itself. `isCurrent` tells that no title has changed since they were read. Undefined before the first.
   */
  current(): Promise<{ names: TitleNames; isCurrent: boolean } | undefined>;
  /** The generation of the catalogue whose names were published last. */
  published(): Promise<number | undefined>;
  /** Replaces what was published. @param file of writeTitleNames */
  publish(generation: number, file: Uint8Array): Promise<void>;
}
