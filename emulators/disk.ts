import { statfsSync, statSync } from 'node:fs';

/** Below this a disk counts as full: LMDB and files grow by a few pages at a time. */
const ROOM_BYTES = 1_000_000;
const MEGABYTE = 1_000_000;
const TELL_AGAIN_MS = 60_000;

/** The disk took nothing of a write, e.g. because it is full: the same write succeeds once there is room. */
export class DiskFull extends Error {}

/** What a disk did that a person should know. */
export interface DiskReports {
  say(text: string): void;
  /** After this nothing may be acknowledged. */
  stop(): void;
}

const toThePerson: DiskReports = {
  say: (text) => process.stderr.write(`${text}\n`),
  stop: () => process.exit(1),
};

/** Tells that a disk is full or failed, and not at every write. */
export class DiskWatch {
  readonly #reports: DiskReports;
  /** When it was last told of a device that it refuses writes, in milliseconds of the machine's time. */
  readonly #toldAt = new Map<number, number>();

  /** Devices without room, as long as they are so. */
  readonly #full = new Set<number>();

  constructor(reports: DiskReports = toThePerson) {
    this.#reports = reports;
  }

  /** To be thrown in place of the system's error: the write came to nothing. */
  refused(folder: string, cause: unknown): DiskFull {
    const free = freeBytes(folder);
    const isFull = free < ROOM_BYTES;
    const message = `The disk of ${folder} ${isFull ? `is full (${megabytes(free)} MB left)` : `refuses to write (${textOf(cause)})`}`;
    const device = statSync(folder).dev;
    if (isFull) this.#full.add(device);
    if (performance.now() - (this.#toldAt.get(device) ?? -TELL_AGAIN_MS) >= TELL_AGAIN_MS) {
      this.#toldAt.set(device, performance.now());
      this.#reports.say(
        `${message}: writes are refused, and what was acknowledged is safe. ` +
          'Free some space; no restart is needed, messages are tried again.',
      );
    }
    return new DiskFull(message, { cause });
  }

  /** Before a write. LMDB complains on stderr of every one that fails, so a disk known to be full is not tried again. */
  check(folder: string): void {
    if (this.#full.size === 0) return;
    if (freeBytes(folder) >= ROOM_BYTES) this.#full.delete(statSync(folder).dev);
    else if (this.#full.has(statSync(folder).dev)) throw this.refused(folder, undefined);
  }

  /**
   * The system could not bring written pages to the disk. It may have dropped them and say nothing the next time,
   * so nothing that is in memory can be trusted: the only way on is a new start from what the disk holds.
   */
  failed(folder: string, cause: unknown): void {
    this.#reports.say(
      `The disk of ${folder} failed (${textOf(cause)}): what was written in the last second may be lost. ` +
        'The suite stops. Check the disk, then start it again, or name another folder with --data.',
    );
    this.#reports.stop();
  }
}

/** Of this process. */
export const disks = new DiskWatch();

/** What a program without special rights may still write. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export function megabytes(bytes: number): number {
  return Math.floor(bytes / MEGABYTE);
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
