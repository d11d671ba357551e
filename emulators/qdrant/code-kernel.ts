/**
 * Comparisons of rows of codes with a query in WebAssembly's 128-bit vectors: about 20 times as fast as the same
 * loops in JavaScript, and without the 30 microseconds that a call of ONNX Runtime costs. Query, rows and results are
 * given by their addresses in the memory; rows lie one after another, results are int32.
 */
export interface CodeKernel {
  readonly memory: Memory;
  /** Dot products of 8-bit rows with a 16-bit query. `dimension` is a multiple of `STRIDE`. */
  multiply(query: number, codes: number, rows: number, dimension: number, out: number): void;
  /** In how many bits each row differs from the query. `bytes` of a row are a multiple of `VECTOR_BYTES`. */
  differ(query: number, bits: number, rows: number, bytes: number, out: number): void;
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

/** Elements that a turn of the product's inner loop takes. */
export const STRIDE = 64;
/** Of a 128-bit vector. */
export const VECTOR_BYTES = 16;
export const WASM_PAGE_BYTES = 65_536;

/** Each instance has a memory of its own, of a single page at first. */
export function codeKernel(): CodeKernel {
  const memory = new wasm.Memory({ initial: 1 });
  module ??= new wasm.Module(assemble());
  const { exports } = new wasm.Instance(module, { host: { memory } });
  const { multiply, differ } = exports as Omit<CodeKernel, 'memory'> & Record<string, unknown>;
  return { memory, multiply, differ };
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
  exclusiveOr: op.vector(0x51),
  /** Bits set in each byte. */
  bitsSet: op.vector(0x62),
  /** Bytes, added two by two to 16 bits. */
  pairBytes: op.vector(0x7d),
  /** 16 bits, added two by two to 32. */
  pairWords: op.vector(0x7f),
  addWords: op.vector(0x8e),
  add: op.vector(0xae),
  /** Products of int16 pairs, added two by two. */
  dot: op.vector(0xba),
};

/** Codes that fill a vector once widened. */
const CODES = 8;

function assemble(): Uint8Array {
  const signature = [type.function, ...list(new Array(5).fill([type.i32])), 0];
  const memory = [...name('host'), ...name('memory'), 0x02, 0x00, 0x01];
  const locals = list([
    [2, type.i32],
    [2, type.v128],
  ]);
  const bodies = [multiply(), differ()].map((code) => {
    const body = [...locals, ...code, ...op.end];
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...chapter(section.types, list([signature])),
    ...chapter(section.imports, list([memory])),
    ...chapter(section.functions, list([[0], [0]])),
    ...chapter(
      section.exports,
      list([
        [...name('multiply'), 0x00, 0],
        [...name('differ'), 0x00, 1],
      ]),
    ),
    ...chapter(section.code, list(bodies)),
  ]);
}

/** Numbers of the locals that both functions have: their arguments, then what they reckon with. */
const local = { query: 0, codes: 1, rows: 2, rowBytes: 3, out: 4, end: 5, at: 6, sum: 7, odd: 8 };

function multiply(): number[] {
  const { codes, at, sum, odd } = local;
  const multiplyAdd = (to: number, block: number) => [
    ...op.get(to),
    ...[...op.get(codes), ...vector.loadWidened(block * CODES)],
    ...[...op.get(at), ...vector.load(block * VECTOR_BYTES)],
    ...[...vector.dot, ...vector.add, ...op.set(to)],
  ];
  // Two sums side by side, so that one addition need not wait for the one before.
  const turn = Array.from({ length: STRIDE / CODES }, (_, block) =>
    multiplyAdd(block % 2 ? odd : sum, block),
  );
  return forEachRow(
    [...vector.zero, ...op.set(sum), ...vector.zero, ...op.set(odd)],
    [...turn.flat(), ...advance(2 * STRIDE, STRIDE)],
    [...op.get(sum), ...op.get(odd), ...vector.add, ...op.set(sum)],
  );
}

function differ(): number[] {
  const { codes, at, sum } = local;
  return forEachRow(
    [...vector.zero, ...op.set(sum)],
    [
      ...[...op.get(codes), ...vector.load(0), ...op.get(at), ...vector.load(0)],
      ...[...vector.exclusiveOr, ...vector.bitsSet, ...vector.pairBytes],
      ...[...op.get(sum), ...vector.addWords, ...op.set(sum)],
      ...advance(VECTOR_BYTES, VECTOR_BYTES),
    ],
    [...op.get(sum), ...vector.pairWords, ...op.set(sum)],
  );
}

/** Reads a row in turns, and writes the total of the four 32-bit lanes of `sum`. */
function forEachRow(start: number[], turn: number[], finish: number[]): number[] {
  const { query, codes, rows, rowBytes, out, end, at, sum } = local;
  const total = [0, 1, 2, 3].flatMap((lane) => [
    ...[...op.get(sum), ...vector.lane(lane)],
    ...(lane > 0 ? op.add : []),
  ]);
  return [
    ...op.loop,
    ...[...op.get(codes), ...op.get(rowBytes), ...op.add, ...op.set(end)],
    ...[...op.get(query), ...op.set(at)],
    ...start,
    ...[...op.loop, ...turn, ...[...op.get(codes), ...op.get(end)], ...op.isBelow, ...op.repeatIf, ...op.end],
    ...finish,
    ...[...op.get(out), ...total, ...op.store],
    ...[...op.get(out), ...op.constant(4), ...op.add, ...op.set(out)],
    ...[...op.get(rows), ...op.constant(1), ...op.subtract, ...op.tee(rows), ...op.repeatIf],
    ...op.end,
  ];
}

/** By so many bytes. */
function advance(query: number, codes: number): number[] {
  return [
    ...[...op.get(local.at), ...op.constant(query), ...op.add, ...op.set(local.at)],
    ...[...op.get(local.codes), ...op.constant(codes), ...op.add, ...op.set(local.codes)],
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
