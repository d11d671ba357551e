import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const BLOCK = 512;
/** Room for a file's name and, before it, for its folder's, in POSIX 1003.1-1988 (ustar). */
const LONGEST_NAME = 100;
const LONGEST_PREFIX = 155;

/**
 * All files of a folder as a gzipped tar. The same files give the same bytes, so that what did not change is not
 * deployed: names are sorted, and times and owners are zero.
 */
export async function archiveOf(folder: string): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const path of await filesOf(folder)) {
    const content = await readFile(path);
    blocks.push(headerOf(relative(folder, path).split(sep).join('/'), content.byteLength), content);
    blocks.push(Buffer.alloc((BLOCK - (content.byteLength % BLOCK)) % BLOCK));
  }
  blocks.push(Buffer.alloc(2 * BLOCK));
  return gzipSync(Buffer.concat(blocks));
}

/** Paths of all files below a folder, sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function headerOf(path: string, size: number): Buffer {
  const { prefix, name } = splitPath(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148); // the checksum counts its own field as spaces
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function splitPath(path: string): { prefix: string; name: string } {
  const bytes = Buffer.byteLength(path);
  if (bytes <= LONGEST_NAME) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const prefix = path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (Buffer.byteLength(name) <= LONGEST_NAME && Buffer.byteLength(prefix) <= LONGEST_PREFIX) {
      return { prefix, name };
    }
  }
  throw new Error(`${path} is too long for a tar archive; shorten its folder or name.`);
}
