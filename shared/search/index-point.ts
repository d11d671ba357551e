import type { Title } from '../title/title.js';
import type { TitleId } from '../title/title-id.js';

/** Term weights by term number; the inverse document frequency is the index's part. */
export interface SparseVector {
  indices: number[];
  values: number[];
}

/** What filters and orders look at, beside the title itself. */
export interface IndexFields {
  /** `US|netflix|subscription`, and each shorter form that a filter may ask for (see offer-keys.ts). */
  offers: string[];
  /** Orders of the listings; unique by construction, so that a page ends between two titles. */
  rank_popular: number;
  rank_new: number;
  rank_trending: number;
  /** Terms as in the sparse vector, for counting matches. */
  terms: number[];
}

export interface IndexPoint {
  id: TitleId;
  title: Title;
  fields: IndexFields;
}

export interface IndexVectors {
  text: Float32Array;
  /** Undefined where nothing structured is known. */
  facts: Float32Array | undefined;
  keywords: SparseVector;
}
