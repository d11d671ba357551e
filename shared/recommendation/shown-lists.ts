import type { TitleId } from '../title/title-id.js';
import type { Owner } from './tastes.js';

/** What viewers were shown last, for an hour, so that a refresh shows something else. */
export interface ShownLists {
  /** @throws Unavailable */
  latest(owner: Owner): Promise<readonly TitleId[]>;
  put(owner: Owner, titles: readonly TitleId[]): Promise<void>;
}
