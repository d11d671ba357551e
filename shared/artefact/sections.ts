/**
 * A file of named sections, so that a reader takes what it knows and a later writer may add to it:
 * the length of the head (uint32, little-endian), the head (JSON, padded with spaces), then the sections, each
 * beginning at a multiple of eight bytes. The head is `{ version, about, sections: { [name]: [at, bytes] } }`, `at`
 * counted from the end of the head.
 */
const ALIGNMENT = 8;
const LENGTH_BYTES = 4;

export interface Sections<About> {
  about: About;
  /** @throws RangeError when there is no section of this name */
  bytes(name: string): Uint8Array;
  /** 16 bits each. */
  shorts(name: string): Uint16Array;
  /** 32 bits each. */
  numbers(name: string): Uint32Array;
  floats(name: string): Float32Array;
}

/** @param version of what the sections mean; a reader of another one refuses the file */
export function writeSections(
  version: number,
  about: unknown,
  sections: Readonly<Record<string, ArrayBufferView>>,
): Buffer {
  let end = 0;
  const places: Record<string, [at: number, bytes: number]> = {};
  for (const [name, { byteLength }] of Object.entries(sections)) {
    places[name] = [end, byteLength];
    end = aligned(end + byteLength);
  }
  const head = JSON.stringify({ version, about, sections: places });
  const begin = aligned(LENGTH_BYTES + Buffer.byteLength(head));
  const file = Buffer.alloc(begin + end);
  file.fill(' ', LENGTH_BYTES, begin);
  file.writeUInt32LE(begin - LENGTH_BYTES, 0);
  file.write(head, LENGTH_BYTES);
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(sections)) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), begin + (places[name]?.[0] ?? 0));
  }
  return file;
}

/**
 * The sections as views of the file: nothing is copied where the bytes are aligned in memory.
 * @throws Error when it is not such a file, or of another version
 */
export function readSections<About>(version: number, file: Uint8Array): Sections<About> {
  const all = file.byteOffset % ALIGNMENT === 0 ? file : Uint8Array.from(file);
  const view = Buffer.from(all.buffer, all.byteOffset, all.byteLength);
  const begin = LENGTH_BYTES + view.readUInt32LE(0);
  const head = JSON.parse(view.toString('utf8', LENGTH_BYTES, begin)) as {
    version: number;
    about: About;
    sections: Record<string, [at: number, bytes: number]>;
  };
  if (head.version !== version)
    throw new Error(`The file is of version ${head.version}, this reads version ${version}: write it again.`);
  const bytes = (name: string) => {
    const place = head.sections[name];
    if (!place) throw new RangeError(`The file has no section ${name}: write it again.`);
    return new Uint8Array(all.buffer, all.byteOffset + begin + place[0], place[1]);
  };
  return {
    about: head.about,
    bytes,
    shorts: (name) => {
      const { buffer, byteOffset, byteLength } = bytes(name);
      return new Uint16Array(buffer, byteOffset, byteLength / Uint16Array.BYTES_PER_ELEMENT);
    },
    numbers: (name) => {
      const { buffer, byteOffset, byteLength } = bytes(name);
      return new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
    },
    floats: (name) => {
      const { buffer, byteOffset, byteLength } = bytes(name);
      return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
    },
  };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
