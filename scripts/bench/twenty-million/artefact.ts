import { gzipSync } from 'node:zlib';
import { parse } from 'uuid';
import type { Title } from '../../../shared/title/title.js';

const ID_BYTES = 16;

export interface ArtefactSizes {
  names: number;
  /** As it would lie in Cloud Storage, with gzip. */
  packedBytes: number;
  /** As a search service would hold it: one buffer of names, sorted, with an id, a year and a rank for each. */
  memoryBytes: number;
  buildMs: number;
}

/**
 * The part of the catalogue artefact that grows with names: sorted texts for completion, each with the id, the year and
 * the popularity of its title. Fixed columns and one string heap, so that it loads without parsing.
 */
export function buildNames(
  titles: readonly Pick<Title, 'id' | 'title' | 'year' | 'popularity_score'>[],
): ArtefactSizes {
  const startedAt = performance.now();
  const sorted = [...titles].sort((a, b) => (a.title < b.title ? -1 : 1));
  const heap = Buffer.from(sorted.map(({ title }) => title).join(''), 'utf8');
  const ids = Buffer.alloc(sorted.length * ID_BYTES);
  const offsets = new Uint32Array(sorted.length + 1);
  const years = new Uint16Array(sorted.length);
  const ranks = new Float32Array(sorted.length);
  sorted.forEach(({ id, title, year, popularity_score }, row) => {
    ids.set(parse(id), row * ID_BYTES);
    offsets[row + 1] = (offsets[row] ?? 0) + Buffer.byteLength(title);
    years[row] = year ?? 0;
    ranks[row] = popularity_score;
  });
  const columns = [heap, ids, ...[offsets, years, ranks].map(({ buffer }) => Buffer.from(buffer))];
  const whole = Buffer.concat(columns);
  return {
    names: sorted.length,
    packedBytes: gzipSync(whole).length,
    memoryBytes: whole.length,
    buildMs: performance.now() - startedAt,
  };
}
