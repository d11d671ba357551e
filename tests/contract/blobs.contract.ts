import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { BlobConflict, type Blobs } from '../../shared/blob/blobs.js';

const MORE_THAN_A_PAGE = 1_005;
const AT_ONCE = 50;

/** What every implementation of Blobs does. `make` may give the same place again: names are new each time. */
export function blobsContract(name: string, make: () => Promise<Blobs>): void {
  describe(name, () => {
    let blobs: Blobs;
    let folder: string;
    beforeEach(async () => {
      blobs = await make();
      folder = `contract/${randomUUID()}/`;
    });

    const text = (content: string) => Buffer.from(content);

    const listed = async (prefix: string) => {
      const found: { name: string; generation: string; size: number }[] = [];
      for await (const blob of blobs.list(prefix)) found.push(blob);
      return found;
    };

    test('gives back what was written, with its generation', async () => {
      const { generation } = await blobs.put(`${folder}a`, text('one'), { contentType: 'text/plain' });
      expect(await blobs.get(`${folder}a`)).toEqual({ content: text('one'), generation });
    });

    test('keeps all bytes, none of them, and many of them', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const many = Buffer.alloc(5_000_000, 'many\r\n--');
      await blobs.put(`${folder}all`, all);
      await blobs.put(`${folder}none`, new Uint8Array());
      await blobs.put(`${folder}many`, many);
      expect((await blobs.get(`${folder}all`))?.content).toEqual(Buffer.from(all));
      expect((await blobs.get(`${folder}none`))?.content).toEqual(Buffer.alloc(0));
      expect(many.equals((await blobs.get(`${folder}many`))?.content ?? text(''))).toBe(true);
    });

    test('replaces the whole, under a new generation', async () => {
      const first = await blobs.put(`${folder}a`, text('a long one'));
      const second = await blobs.put(`${folder}a`, text('short'));
      expect(second.generation).not.toBe(first.generation);
      expect(await blobs.get(`${folder}a`)).toEqual({ content: text('short'), ...second });
    });

    test('takes names with any characters', async () => {
      const names = ['with space', 'per%25cent', 'que?ry#and+plus', 'фильм/映画.json', '"quoted"'];
      for (const odd of names) await blobs.put(folder + odd, text(odd));
      for (const odd of names) expect((await blobs.get(folder + odd))?.content.toString()).toBe(odd);
      expect((await listed(folder)).map((blob) => blob.name).sort()).toEqual(
        names.map((n) => folder + n).sort(),
      );
    });

    test('has nothing under other names', async () => {
      expect(await blobs.get(`${folder}none`)).toBeUndefined();
      expect(await listed(folder)).toEqual([]);
    });

    test('deletes, also what is not there', async () => {
      await blobs.put(`${folder}a`, text('one'));
      await blobs.delete(`${folder}a`);
      await blobs.delete(`${folder}a`);
      expect(await blobs.get(`${folder}a`)).toBeUndefined();
    });

    test('writes only over the generation that was expected', async () => {
      const first = await blobs.put(`${folder}a`, text('1'), { ifGeneration: '0' });
      await expect(blobs.put(`${folder}a`, text('2'), { ifGeneration: '0' })).rejects.toThrow(BlobConflict);
      const second = await blobs.put(`${folder}a`, text('2'), { ifGeneration: first.generation });
      const late = blobs.put(`${folder}a`, text('3'), { ifGeneration: first.generation });
      await expect(late).rejects.toThrow(BlobConflict);
      expect(await blobs.get(`${folder}a`)).toEqual({ content: text('2'), ...second });
      const absent = blobs.put(`${folder}none`, text('x'), { ifGeneration: first.generation });
      await expect(absent).rejects.toThrow(BlobConflict);
    });

    test('lets one of many create an object', async () => {
      const writers = Array.from({ length: 10 }, (_, i) => text(String(i)));
      const tries = writers.map((content) => blobs.put(`${folder}lock`, content, { ifGeneration: '0' }));
      const results = await Promise.allSettled(tries);
      const winners = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
      expect(winners).toHaveLength(1);
      expect((await blobs.get(`${folder}lock`))?.content.toString()).toBe(String(winners[0]));
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(BlobConflict);
      }
    });

    test('lists what begins with a prefix, in order, with size and generation', async () => {
      const { generation } = await blobs.put(`${folder}b/1`, text('four'));
      await blobs.put(`${folder}b/2`, text(''));
      await blobs.put(`${folder}a`, text('x'));
      await blobs.put(`${folder}c`, text('x'));
      const found = await listed(`${folder}b`);
      expect(found.map((blob) => blob.name)).toEqual([`${folder}b/1`, `${folder}b/2`]);
      expect(found[0]).toEqual({ name: `${folder}b/1`, generation, size: 4 });
    });

    test('lists more than a page', async () => {
      const names = Array.from({ length: MORE_THAN_A_PAGE }, (_, i) => folder + String(i).padStart(5, '0'));
      for (let i = 0; i < names.length; i += AT_ONCE) {
        await Promise.all(names.slice(i, i + AT_ONCE).map((n) => blobs.put(n, text('x'))));
      }
      expect((await listed(folder)).map((blob) => blob.name)).toEqual(names);
    });
  });
}
