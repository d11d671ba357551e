import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { processorSeconds } from '../processor-time.js';
import { buildNames } from './artefact.js';
import { heaps } from './titles.js';

describe("Heaps' law", () => {
  test('is found again in points that follow it', () => {
    const points = [1, 4, 16, 64, 256, 1_024].map((n) => [n, 30 * n ** 0.6] as const);
    const law = heaps(points);
    expect(law.beta).toBeCloseTo(0.6, 9);
    expect(law.k).toBeCloseTo(30, 6);
    expect(law.at(1e6)).toBeCloseTo(30 * 1e6 ** 0.6, 0);
  });
});

describe('the artefact of names', () => {
  const title = (name: string) => ({
    id: titleIdFrom('test', name),
    title: name,
    year: 1999,
    popularity_score: 0.5,
  });

  test('takes an id, an offset, a year, a rank and the bytes of each name', () => {
    const { names, memoryBytes, packedBytes } = buildNames([title('Zorro'), title('Amélie')]);
    expect(names).toBe(2);
    expect(memoryBytes).toBe(5 + 7 + 2 * (16 + 4 + 2 + 4) + 4);
    expect(packedBytes).toBeGreaterThan(0);
  });
});

describe.skipIf(process.platform !== 'linux')('processor time', () => {
  test('of a group grows with its work, and is none of what does not fit', async () => {
    const group = await groupOf(process.pid);
    const before = await processorSeconds(group, () => true);
    const until = performance.now() + 60;
    while (performance.now() < until);
    expect(await processorSeconds(group, () => true)).toBeGreaterThan(before);
    expect(await processorSeconds(group, () => false)).toBe(0);
  });
});

async function groupOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
