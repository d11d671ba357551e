/**
 * Turns words into vectors; the part of a title's or a query's vector that carries what a text says.
 * What is known as structured facts has a vector of its own: facts-vector.ts.
 */
export interface Embedder {
  /** Changes whenever the same text may give another vector; vectors of two versions are not comparable. */
  readonly version: string;
  /** Dimensions of a vector. */
  readonly textSize: number;
  /**
   * One vector a text, in the order of the texts, of unit length; all zeros for a text without a single token.
   * A long text counts as far as the model reads it. Batches inside: pass as many texts as you have.
   */
  embedText(texts: readonly string[]): Promise<Float32Array[]>;
}
