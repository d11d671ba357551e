import type { TitleId } from '../title/title-id.js';

/** A ranked list that later pages read from, so that nothing repeats or is skipped while the index moves. */
export interface FrozenList {
  ids: TitleId[];
  scores: number[];
}

export interface FrozenLists {
  /** Kept for ten minutes. */
  put(name: string, list: FrozenList): Promise<void>;
  /** Undefined once it is gone. */
  get(name: string): Promise<FrozenList | undefined>;
}
