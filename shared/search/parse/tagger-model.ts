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

export function readTagger({ scale, transitions, rows }: KeptTagger): TaggerModel {
  const bytes = Buffer.from(rows, 'base64');
  const places = new Map<number, number>();
  for (let place = 0; place < bytes.length; ) {
    places.set(bytes.readInt32LE(place), place);
    place += ROW_HEAD_BYTES + bitsOf(bytes.readUInt16LE(place + 4));
  }
  return {
    transitions: Float64Array.from(transitions, (step) => step ?? -Infinity),
    addWeights(feature, sums, offset) {
      const place = places.get(feature);
      if (place === undefined) return;
      const tags = bytes.readUInt16LE(place + 4);
      let at = place + ROW_HEAD_BYTES;
      for (let tag = 0; tag < TAGS; tag++) {
        if ((tags & (1 << tag)) === 0) continue;
        sums[offset + tag] = (sums[offset + tag] ?? 0) + bytes.readInt8(at++) * scale;
      }
    },
  };
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
