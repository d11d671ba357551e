import { TAGS, type TaggerModel } from './tagger.js';

/**
 * A trained tagger as it is kept: `rows` (base64) has for each feature its 32-bit hash, a 16-bit set of the tags that it
 * has a weight for, and those weights as int8, all little-endian. A weight is its byte times `scale`.
 */
export interface KeptTagger {
  scale: number;
  /** [tag before x TAGS + tag]; null where the step is impossible. */
  transitions: readonly (number | null)[];
  rows: string;
}

const ROW_HEAD_BYTES = 6;

/** Rows are found by open addressing, twice as many places as rows and more: a query asks for thousands of features. */
export function readTagger({ scale, transitions, rows }: KeptTagger): TaggerModel {
  const bytes = Buffer.from(rows, 'base64');
  const count = countRows(bytes);
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 2)) - 1;
  const places = new Uint32Array(mask + 1);
  const features = new Int32Array(count + 1);
  const ends = new Uint32Array(count + 1);
  const [tags, weights] = [new Uint8Array(bytes.length), new Float32Array(bytes.length)];
  let [at, end] = [0, 0];
  for (let row = 1; row <= count; row++) {
    const feature = bytes.readInt32LE(at);
    const set = bytes.readUInt16LE(at + 4);
    at += ROW_HEAD_BYTES;
    for (let tag = 0; tag < TAGS; tag++) {
      if ((set & (1 << tag)) === 0) continue;
      tags[end] = tag;
      weights[end++] = bytes.readInt8(at++) * scale;
    }
    features[row] = feature;
    ends[row] = end;
    let place = feature & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    places[place] = row;
  }
  return {
    transitions: Float64Array.from(transitions, (step) => step ?? -Infinity),
    addWeights(feature, sums, offset) {
      let place = feature & mask;
      let row = places[place] ?? 0;
      while (row !== 0 && features[row] !== feature) {
        place = (place + 1) & mask;
        row = places[place] ?? 0;
      }
      if (row === 0) return;
      const last = ends[row] ?? 0;
      for (let k = ends[row - 1] ?? 0; k < last; k++) {
        const to = offset + (tags[k] ?? 0);
        sums[to] = (sums[to] ?? 0) + (weights[k] ?? 0);
      }
    },
  };
}

function countRows(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) at += ROW_HEAD_BYTES + bitsOf(bytes.readUInt16LE(at + 4));
  return count;
}

/** Weights by feature, TAGS of them each; those that round to nothing are left out. @param scale of one step of a weight */
export function writeTagger(
  weights: ReadonlyMap<number, Float32Array>,
  transitions: Float64Array,
  scale: number,
): KeptTagger {
  const rows: number[] = [];
  const row = Buffer.alloc(ROW_HEAD_BYTES);
  for (const [feature, values] of [...weights].sort(([a], [b]) => a - b)) {
    const steps = Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value / scale))));
    const tags = steps.reduce((set, step, tag) => (step === 0 ? set : set | (1 << tag)), 0);
    if (tags === 0) continue;
    row.writeInt32LE(feature);
    row.writeUInt16LE(tags, 4);
    rows.push(...row, ...steps.filter((step) => step !== 0).map((step) => step & 0xff));
  }
  return {
    scale,
    transitions: Array.from(transitions, (step) => (Number.isFinite(step) ? Number(step.toFixed(3)) : null)),
    rows: Buffer.from(rows).toString('base64'),
  };
}

function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
}
