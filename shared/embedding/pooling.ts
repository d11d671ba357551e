/** Scales a vector to unit length in place; a zero vector stays one. */
export function normalize(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}

/**
 * One sentence's vector from the vectors of its tokens: their mean, of unit length.
 * @param tokens the vectors one after the other; whatever follows the first `count` (padding) is not looked at
 */
export function meanOfTokens(tokens: Float32Array, count: number, size: number): Float32Array {
  const mean = new Float32Array(size);
  for (let token = 0; token < count; token++) {
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (tokens[token * size + i] ?? 0) / count;
  }
  return normalize(mean);
}
