/**
 * Dot products of 8-bit rows with a 16-bit query in WebAssembly's 128-bit vectors: about 20 times as fast as
 * the same loop in JavaScript, and without the 30 microseconds that a call of ONNX Runtime costs.
 */
export interface Int8Kernel {
  readonly memory: Memory;
  /**
   * Writes `rows` sums (int32) to `out`. All arguments but the counts are addresses in the memory: of the query
   * (int16), of the rows one after another (int8), of the sums. `dimension` is a multiple of `STRIDE`.
   */
  multiply(query: number, codes: number, rows: number, dimension: number, out: number): void;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB; `buffer` is another one afterwards. */
  grow(pages: number): void;
}

/** The part used here of what Node has and its types leave to those of browsers. */
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    Memory: new (limits: { initial: number }) => Memory;
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
  };
};

/** Elements that a turn of the kernel's inner loop takes. */
export const STRIDE = 64;
export const WASM_PAGE_BYTES = 65_536;

/** Each instance has a memory of its own, of a single page at first. */
export function int8Kernel(): Int8Kernel {
  const memory = new wasm.Memory({ initial: 1 });
  module ??= new wasm.Module(assemble());
  const { exports } = new wasm.Instance(module, { host: { memory } });
  return { memory, multiply: exports['multiply'] as Int8Kernel['multiply'] };
}

let module: object | undefined;

/** Codes of the WebAssembly core specification, version 2.0, chapter 5 (binary format). */
const type = { i32: 0x7f, v128: 0x7b, function: 0x60 };
const section = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 };
const op = {
  loop: [0x03, 0x40],
  end: [0x0b],
  repeatIf: [0x0d, 0],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  store: [0x36, 2, 0],
  constant: (value: number) => [0x41, ...signed(value)],
  isBelow: [0x49],
  add: [0x6a],
  subtract: [0x6b],
  vector: (code: number) => [0xfd, ...unsigned(code)],
};
const vector = {
  load: (offset: number) => [...op.vector(0x00), 0, ...unsigned(offset)],
  /** Eight int8, widened to int16. */
  loadWidened: (offset: number) => [...op.vector(0x01), 0, ...unsigned(offset)],
  zero: [...op.vector(0x0c), ...new Array<number>(16).fill(0)],
  lane: (lane: number) => [...op.vector(0x1b), lane],
  add: op.vector(0xae),
  /** Products of int16 pairs, added two by two. */
  dot: op.vector(0xba),
};

/** Bytes of one 128-bit vector of int16; eight codes fill it. */
const VECTOR_BYTES = 16;
const CODES = 8;

function assemble(): Uint8Array {
  const signature = [type.function, ...list(new Array(5).fill([type.i32])), 0];
  const memory = [...name('host'), ...name('memory'), 0x02, 0x00, 0x01];
  const body = [
    ...list([
      [2, type.i32],
      [2, type.v128],
    ]),
    ...kernel(),
    ...op.end,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...chapter(section.types, list([signature])),
    ...chapter(section.imports, list([memory])),
    ...chapter(section.functions, list([[0]])),
    ...chapter(section.exports, list([[...name('multiply'), 0x00, 0]])),
    ...chapter(section.code, list([[...unsigned(body.length), ...body]])),
  ]);
}

function kernel(): number[] {
  const [query, codes, rows, dimension, out, end, at, even, odd] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const multiplyAdd = (sum: number, block: number) => [
    ...op.get(sum),
    ...[...op.get(codes), ...vector.loadWidened(block * CODES)],
    ...[...op.get(at), ...vector.load(block * VECTOR_BYTES)],
    ...[...vector.dot, ...vector.add, ...op.set(sum)],
  ];
  // Two sums side by side, so that one addition need not wait for the one before.
  const turn = Array.from({ length: STRIDE / CODES }, (_, block) =>
    multiplyAdd(block % 2 ? odd : even, block),
  );
  const total = [0, 1, 2, 3].flatMap((lane) => [
    ...[...op.get(even), ...vector.lane(lane)],
    ...(lane > 0 ? op.add : []),
  ]);
  return [
    ...op.loop,
    ...[...op.get(codes), ...op.get(dimension), ...op.add, ...op.set(end)],
    ...[...op.get(query), ...op.set(at)],
    ...[...vector.zero, ...op.set(even), ...vector.zero, ...op.set(odd)],
    ...op.loop,
    ...turn.flat(),
    ...[...op.get(at), ...op.constant(2 * STRIDE), ...op.add, ...op.set(at)],
    ...[...op.get(codes), ...op.constant(STRIDE), ...op.add, ...op.tee(codes)],
    ...[...op.get(end), ...op.isBelow, ...op.repeatIf],
    ...op.end,
    ...[...op.get(even), ...op.get(odd), ...vector.add, ...op.set(even)],
    ...[...op.get(out), ...total, ...op.store],
    ...[...op.get(out), ...op.constant(4), ...op.add, ...op.set(out)],
    ...[...op.get(rows), ...op.constant(1), ...op.subtract, ...op.tee(rows), ...op.repeatIf],
    ...op.end,
  ];
}

function chapter(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function list(items: number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return list([...Buffer.from(text)].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
