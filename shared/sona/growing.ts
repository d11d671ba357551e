/** The same numbers with room for `length` of them: doubled, so that adding titles one by one stays cheap. */
export function grown(
  values: Float32Array<ArrayBuffer>,
  length: number,
  initial = 0,
): Float32Array<ArrayBuffer> {
  if (length <= values.length) return values;
  const larger = new Float32Array(Math.max(length, values.length * 2)).fill(initial);
  larger.set(values);
  return larger;
}
