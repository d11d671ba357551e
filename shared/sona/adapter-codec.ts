import { Lora, type LoraSettings, type LoraShape, loraSize } from './lora.js';

/**
 * An adapter as bytes, little-endian: magic, version of the layout, rank, inputs, outputs, steps, the base's version
 * (seven uint32), then 4 bytes a weight, list by list: the weight as a 16-bit float; how far the anchor is from it, as
 * the upper byte of such a float; the sizes of its Fisher estimate and of AdaGrad's sum, in powers of 4, 4 bits each.
 * Last a CRC-32 of all before. So 256,000 weights stay below a document's limit of 1 MiB, and an adapter of the usual
 * size, rank 4 over 131 inputs and 59 outputs, takes 3.1 KB.
 */
const MAGIC = 0x414e4f53;
const LAYOUT = 1;
const HEADER = 7;
const BYTES_A_WEIGHT = 4;

export function adapterBytes(shape: LoraShape): number {
  return 4 * HEADER + BYTES_A_WEIGHT * loraSize(shape) + 4;
}

/** @param base which base the adapter was learned on: adapters of another are worthless */
export function encodeAdapter(adapter: Lora, base: number): Uint8Array {
  const { rank, inputs, outputs } = adapter.shape;
  const { weights, anchor, fisher, squares } = adapter;
  const bytes = new Uint8Array(adapterBytes(adapter.shape));
  const view = new DataView(bytes.buffer);
  for (const [i, value] of [MAGIC, LAYOUT, rank, inputs, outputs, adapter.steps, base].entries())
    view.setUint32(4 * i, value, true);
  const [firstAnchor, firstSizes] = placesOf(weights.length);
  for (const [i, weight] of weights.entries()) {
    view.setUint16(4 * HEADER + 2 * i, toHalf(weight), true);
    bytes[firstAnchor + i] = toHalf((anchor[i] ?? 0) - weight) >>> 8;
    bytes[firstSizes + i] = (toSize(fisher[i] ?? 0) << 4) | toSize(squares[i] ?? 0);
  }
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** Where the anchors begin, and the sizes. */
function placesOf(weights: number): [anchors: number, sizes: number] {
  return [4 * HEADER + 2 * weights, 4 * HEADER + 3 * weights];
}

export type Decoded = { adapter: Lora } | { fault: string };

/**
 * The adapter that the bytes hold, or why they are to be left aside and the adapter rebuilt: truncated, altered, of
 * another layout, base or shape, or with a number that is none.
 */
export function decodeAdapter(
  bytes: Uint8Array,
  expected: { shape: LoraShape; settings: LoraSettings; base: number },
): Decoded {
  const { shape, settings, base } = expected;
  const fault = faultOf(bytes, shape, base);
  if (fault !== undefined) return { fault };
  const adapter = new Lora(shape, settings);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [firstAnchor, firstSizes] = placesOf(adapter.weights.length);
  for (let i = 0; i < adapter.weights.length; i++) {
    const weight = fromHalf(view.getUint16(4 * HEADER + 2 * i, true));
    const anchor = weight + fromHalf((bytes[firstAnchor + i] ?? 0) << 8);
    if (!Number.isFinite(weight + anchor)) return { fault: 'a weight is not a number' };
    const sizes = bytes[firstSizes + i] ?? 0;
    adapter.weights[i] = weight;
    adapter.anchor[i] = anchor;
    adapter.fisher[i] = fromSize(sizes >>> 4);
    adapter.squares[i] = fromSize(sizes & 15);
  }
  adapter.running.set(adapter.fisher);
  adapter.steps = view.getUint32(20, true);
  return { adapter };
}

function faultOf(bytes: Uint8Array, shape: LoraShape, base: number): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 * HEADER || view.getUint32(0, true) !== MAGIC) return 'not an adapter';
  const [layout, rank, inputs, outputs] = [4, 8, 12, 16].map((place) => view.getUint32(place, true));
  if (layout !== LAYOUT) return `layout ${layout}, not ${LAYOUT}`;
  const foundBase = view.getUint32(24, true);
  if (foundBase !== base) return `learned on base ${foundBase}, not ${base}`;
  if (rank !== shape.rank || inputs !== shape.inputs || outputs !== shape.outputs)
    return `of shape ${inputs}x${outputs} rank ${rank}`;
  if (bytes.length !== adapterBytes(shape)) return `${bytes.length} bytes, not ${adapterBytes(shape)}`;
  const end = bytes.length - 4;
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) return 'altered: its checksum differs';
  return undefined;
}

/** The upper four bits of a 16-bit float's exponent: 0 for what is below 2^-13. */
function toSize(value: number): number {
  return (toHalf(value) >>> 11) & 15;
}

/** The middle of what has this size. */
function fromSize(size: number): number {
  return size === 0 ? 0 : 2 ** (2 * size - 14);
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 binary16, to nearest; what is too large becomes infinite. */
export function toHalf(value: number): number {
  float[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  const fraction = word & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | (exponent === 143 && fraction !== 0 ? 0x200 : 0);
  if (exponent > 0) return sign + ((exponent << 10) + ((fraction + 0x1000) >>> 13));
  if (exponent < -10) return sign;
  const shift = 14 - exponent;
  return sign | (((fraction | 0x800000) + (1 << (shift - 1))) >>> shift);
}

export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
