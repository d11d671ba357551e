import { invalid } from './status.js';

/** Wire types of the Protocol Buffers encoding. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const truncated = () => invalid('The request holds a message that ends in the middle of a field.');

/** Walks the fields of one encoded message without decoding what it steps over. */
export class WireReader {
  readonly bytes: Buffer;
  /** Number of the current field. */
  field = 0;
  type = 0;
  /** Where the current field begins, tag included. */
  start = 0;
  /** The current field's content: `bytes[from, to)`. */
  from = 0;
  to: number;
  readonly #end: number;

  constructor(bytes: Buffer, from = 0, to = bytes.length) {
    this.bytes = bytes;
    this.to = from;
    this.#end = to;
  }

  next(): boolean {
    if (this.to >= this.#end) return false;
    this.start = this.to;
    const tag = this.#length();
    this.field = tag >>> 3;
    this.type = tag & 7;
    this.from = this.to;
    this.#skip();
    if (this.to > this.#end) throw truncated();
    return true;
  }

  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  content(): Buffer {
    return this.bytes.subarray(this.from, this.to);
  }

  /** The current field as it stands on the wire, tag included. */
  whole(): Buffer {
    return this.bytes.subarray(this.start, this.to);
  }

  /** The content as a message of its own. */
  nested(): WireReader {
    return new WireReader(this.bytes, this.from, this.to);
  }

  double(): number {
    if (this.type !== WireType.fixed64) throw invalid('A double is not encoded as 64 bits.');
    return this.bytes.readDoubleLE(this.from);
  }

  int64(): bigint {
    if (this.type !== WireType.varint) throw invalid('An integer is not encoded as a varint.');
    let value = 0n;
    for (let at = this.to - 1; at >= this.from; at--) {
      value = (value << 7n) | BigInt((this.bytes[at] ?? 0) & 0x7f);
    }
    return BigInt.asIntN(64, value);
  }

  #skip(): void {
    switch (this.type) {
      case WireType.varint:
        while ((this.bytes[this.to++] ?? 0) & 0x80) if (this.to - this.from > 10) throw truncated();
        return;
      case WireType.fixed64:
        this.to += 8;
        return;
      case WireType.bytes: {
        const length = this.#length();
        this.from = this.to;
        this.to += length;
        return;
      }
      case WireType.fixed32:
        this.to += 4;
        return;
      default:
        throw invalid(`The request holds a field of unknown wire type ${this.type}.`);
    }
  }

  #length(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 5; count++) {
      const byte = this.bytes[this.to++];
      if (byte === undefined) throw truncated();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw truncated();
  }
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function shortVarint(value: number, into: number[]): void {
  let rest = value;
  while (rest > 0x7f) {
    into.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  into.push(rest);
}

/** Tag and length in front of `content`. */
export function bytesField(field: number, content: Buffer): Buffer {
  const head: number[] = [];
  shortVarint(field * 8 + WireType.bytes, head);
  shortVarint(content.length, head);
  const whole = Buffer.allocUnsafe(head.length + content.length);
  whole.set(head);
  whole.set(content, head.length);
  return whole;
}

export function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8 + WireType.varint), varint(value)]);
}

export function doubleField(field: number, value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + WireType.fixed64), content]);
}
