import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DiskFull, DiskWatch, freeBytes } from './disk.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'media-gateway-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('tells of a disk that refuses writes once, and what to do, however many writes fail', () => {
  const reports = { say: vi.fn(), stop: vi.fn() };
  const watch = new DiskWatch(reports);
  const refusals = [1, 2, 3].map(() => watch.refused(folder, new Error('File too large')));
  expect(refusals[0]).toBeInstanceOf(DiskFull);
  expect(refusals[0]?.message).toBe(`The disk of ${folder} refuses to write (File too large)`);
  expect(reports.say.mock.calls).toEqual([[expect.stringContaining('Free some space')]]);
  expect(reports.stop).not.toHaveBeenCalled();
  // There is room: the next write is tried.
  expect(() => watch.check(folder)).not.toThrow();
});

it('stops when the disk lost what it took', () => {
  const reports = { say: vi.fn(), stop: vi.fn() };
  new DiskWatch(reports).failed(folder, new Error('EIO'));
  expect(reports.say).toHaveBeenCalledWith(expect.stringMatching(/failed \(EIO\).*Check the disk/));
  expect(reports.stop).toHaveBeenCalledOnce();
});

it('knows what is left on a disk', () => {
  expect(freeBytes(folder)).toBeGreaterThan(0);
});
