import type { Model } from './model.js';

/** What was published, and what it was measured by. */
export interface BaseNote {
  /** When it was trained, seconds since the epoch. */
  version: number;
  /** Of StoredBase's form. */
  form: number;
  file: string;
  /** NDCG@10 on choices that neither it nor the one before had seen; null where there were too few to tell. */
  quality: number | null;
}

/** What was learned of all viewers together: one file, written by a job, which each instance holds. */
export interface PublishedBase {
  /**
   * The model of what was published last, as far as this instance knows, which looks once a minute at most. Before the
   * first, and where what was published is of another form, one that knows nothing.
   */
  current(): Promise<Model>;
  published(): Promise<BaseNote | undefined>;
  /**
   * Replaces what was published, and keeps what was there before.
   * @param files as storedBase writes it, and everybody's adapter as encodeAdapter does
   */
  publish(
    note: Omit<BaseNote, 'file' | 'form'>,
    files: { base: Uint8Array; adapter: Uint8Array | undefined },
  ): Promise<void>;
}
