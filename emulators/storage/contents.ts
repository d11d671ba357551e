import { randomUUID } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { disks } from '../disk.js';

const UNFINISHED = '.part';

/** The bytes, one file each under a name that is never used again. A file is there whole or not at all. */
export class Contents {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Contents> {
    await mkdir(folder, { recursive: true });
    return new Contents(folder);
  }

  /** Answers the new file's name. */
  async write(content: Uint8Array): Promise<string> {
    const file = randomUUID();
    await this.put(file, content);
    return file;
  }

  async put(file: string, content: Uint8Array): Promise<void> {
    const unfinished = this.#path(file + UNFINISHED);
    try {
      // On the disk before the catalogue names it: the tables' own flush does not cover these bytes.
      await writeFile(unfinished, content, { flush: true });
      await rename(unfinished, this.#path(file));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw disks.refused(this.#folder, error);
    }
  }

  /** Makes an existing file longer; what was there stays. */
  async append(file: string, content: Uint8Array): Promise<void> {
    try {
      await writeFile(this.#path(file), content, { flag: 'a', flush: true });
    } catch (error) {
      throw disks.refused(this.#folder, error);
    }
  }

  truncate(file: string, length: number): Promise<void> {
    return truncate(this.#path(file), length);
  }

  /** Rejects with ENOENT when the file is gone; once open, it can be read even when it is removed. */
  open(file: string): Promise<FileHandle> {
    return open(this.#path(file));
  }

  read(file: string): Promise<Buffer> {
    return readFile(this.#path(file));
  }

  async remove(file: string): Promise<void> {
    await rm(this.#path(file), { force: true });
  }

  /** Removes everything that is not named, e.g. what a killed process left behind. */
  async keepOnly(files: ReadonlySet<string>): Promise<void> {
    for (const file of await readdir(this.#folder)) {
      if (!files.has(file)) await this.remove(file);
    }
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }
}
