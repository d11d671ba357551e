import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { archiveOf, filesOf } from './archive.js';

const folders: string[] = [];
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('tar unpacks what was packed', async () => {
  const files = {
    'main.js': 'a'.repeat(512),
    'empty.txt': '',
    'deep/folder/é.txt': 'ünïcode',
    [`${'folder/'.repeat(14)}${'n'.repeat(60)}.js`]: 'a long path',
  };
  const from = folderWith(files);
  const to = folderWith({ 'unpacked.tar.gz': '' });
  writeFileSync(join(to, 'unpacked.tar.gz'), await archiveOf(from));
  execFileSync('tar', ['xzf', 'unpacked.tar.gz'], { cwd: to });
  for (const [name, content] of Object.entries(files)) {
    expect(readFileSync(join(to, name), 'utf8')).toBe(content);
  }
  expect(await filesOf(to)).toHaveLength(Object.keys(files).length + 1);
});

test('the same files give the same bytes, whenever they were written', async () => {
  const files = { 'b.js': '2', 'a/c.js': '1' };
  const later = folderWith(files);
  utimesSync(join(later, 'b.js'), 1, 1);
  expect((await archiveOf(folderWith(files))).equals(await archiveOf(later))).toBe(true);
  expect((await archiveOf(folderWith({ ...files, 'b.js': '3' }))).equals(await archiveOf(later))).toBe(false);
});

test('a path that tar cannot hold is refused', async () => {
  await expect(archiveOf(folderWith({ ['n'.repeat(101)]: '' }))).rejects.toThrow(
    'too long for a tar archive',
  );
});
