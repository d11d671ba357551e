/**
 * Groups sentences of like length, so that little is padded: shortest first. A batch of n sentences whose longest
 * has k tokens costs n x k; a batch costs `budget` at most, or holds one sentence.
 */
export function batchesByLength<Sentence extends { tokens: readonly number[] }>(
  sentences: readonly Sentence[],
  budget: number,
): Sentence[][] {
  const batches: Sentence[][] = [];
  let batch: Sentence[] = [];
  for (const sentence of sentences.toSorted((a, b) => a.tokens.length - b.tokens.length)) {
    if (batch.length > 0 && (batch.length + 1) * sentence.tokens.length > budget) {
      batches.push(batch);
      batch = [];
    }
    batch.push(sentence);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
