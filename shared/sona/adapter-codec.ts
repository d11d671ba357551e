import { Lora, type LoraSettings, type LoraShape, loraSize } from './lora.js';

/**
 * An adapter as bytes, little-endian: magic, version of the layout, rank, inputs, outputs, steps, the base's version,
 * whether it was ever consolidated (eight uint32), then list by list: the weights as 16-bit floats, the anchors as 8-bit
 * ones, the sizes of the Fisher estimates (before the first consolidation, of the running ones) in powers of 4, two a
 * byte. Last a CRC-32 of all before. So 262,144 weights take 917,540 bytes, which leaves room for the taste in a document
 * of 1 MiB, and an adapter of the usual size, rank 16 over 131 inputs and 60 outputs, takes 10.7 KB. Reading and writing
 * again changes nothing, however often.
 */
const MAGIC = 0x414e4f53;
const LAYOUT = 2;
const HEADER = 8;

export function adapterBytes(shape: LoraShape): number {
  return placesOf(loraSize(shape)).end + 4;
}

/** Where the lists begin, and where all of them end. */
function placesOf(weights: number): { anchors: number; sizes: number; end: number } {
  const anchors = 4 * HEADER + 2 * weights;
  const sizes = anchors + weights;
  return { anchors, sizes, end: sizes + Math.ceil(weights / 2) };
}

/** @param base which base the adapter was learned on: adapters of another are worthless */
export function encodeAdapter(adapter: Lora, base: number): Uint8Array {
  const { rank, inputs, outputs } = adapter.shape;
  const { weights, anchor, fisher, running, steps } = adapter;
  const bytes = new Uint8Array(adapterBytes(adapter.shape));
  const view = new DataView(bytes.buffer);
  const isConsolidated = fisher.some((value) => value > 0);
  for (const [i, value] of [
    MAGIC,
    LAYOUT,
    rank,
    inputs,
    outputs,
    steps,
    base,
    isConsolidated ? 1 : 0,
  ].entries())
    view.setUint32(4 * i, value, true);
  const { anchors, sizes, end } = placesOf(weights.length);
  for (const [i, weight] of weights.entries()) {
    view.setUint16(4 * HEADER + 2 * i, toHalf(weight), true);
    bytes[anchors + i] = toByte(anchor[i] ?? 0);
    const size = toSize((isConsolidated ? fisher : running)[i] ?? 0, dither(i, steps));
    const pair = sizes + (i >>> 1);
    bytes[pair] = (bytes[pair] ?? 0) | (size << (4 * (i & 1)));
  }
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
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
  const { anchors, sizes } = placesOf(adapter.weights.length);
  for (let i = 0; i < adapter.weights.length; i++) {
    const weight = fromHalf(view.getUint16(4 * HEADER + 2 * i, true));
    const anchor = fromByte(bytes[anchors + i] ?? 0);
    if (!Number.isFinite(weight + anchor)) return { fault: 'a weight is not a number' };
    adapter.weights[i] = weight;
    adapter.anchor[i] = anchor;
    adapter.running[i] = fromSize(((bytes[sizes + (i >>> 1)] ?? 0) >>> (4 * (i & 1))) & 15);
  }
  if (view.getUint32(28, true) === 1) adapter.fisher.set(adapter.running);
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

/**
 * Between 0 and 1, another one for each weight and step (a Weyl sequence): rounding by it is right on the whole, so that
 * what grows by little with each step is not lost for being stored after each.
 */
function dither(weight: number, step: number): number {
  return (weight * 0.6180339887498949 + step * 0.7548776662466927) % 1;
}

/** To a power of 4 from 2^-12 to 2^16; 0 for what is below. */
function toSize(value: number, dither: number): number {
  if (!(value > 0)) return 0;
  return Math.min(15, Math.max(0, Math.floor(Math.log2(value) / 2 + 7 + dither)));
}

function fromSize(size: number): number {
  return size === 0 ? 0 : 4 ** (size - 7);
}

/** An 8-bit float reaches so far: what is more is the most. */
const LARGEST_BYTE = 7.5;

/** Sign, 4 bits of exponent and 3 of fraction, to nearest: the middle of a quarter's 16-bit float, which is below 2. */
function toByte(value: number): number {
  const quarter = Math.min(Math.abs(value), LARGEST_BYTE) / 4;
  return (value < 0 ? 0x80 : 0) | (((toHalf(quarter) + 0x40) >>> 7) & 0x7f);
}

function fromByte(byte: number): number {
  const size = 4 * fromHalf((byte & 0x7f) << 7);
  return byte & 0x80 ? -size : size;
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
