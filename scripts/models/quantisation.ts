/** A matrix of floats with its rows one after the other. */
export interface Matrix {
  /** Under which the graph keeps it. */
  name: string;
  data: Float32Array;
  rows: number;
  columns: number;
}

export interface QuantisedMatrix {
  data: Int8Array;
  /** What an integer of each row, or of each column, counts. */
  scales: Float32Array;
}

/** Symmetric, so that zero stays zero: -128 is not used. */
const LARGEST = 127;

/** Integers of -127 to 127 with a scale for each row, or for each column, that makes the largest of it 127. */
export function quantise({ data, rows, columns }: Matrix, scaled: 'rows' | 'columns'): QuantisedMatrix {
  const lineOf = (index: number) => (scaled === 'rows' ? Math.floor(index / columns) : index % columns);
  const scales = new Float32Array(scaled === 'rows' ? rows : columns);
  for (const [index, value] of data.entries()) {
    const line = lineOf(index);
    scales[line] = Math.max(scales[line] ?? 0, Math.abs(value) / LARGEST);
  }
  return {
    data: Int8Array.from(data, (value, index) => Math.round(value / (scales[lineOf(index)] || 1))),
    scales,
  };
}
