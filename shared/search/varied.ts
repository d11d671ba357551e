import type { Title } from '../title/title.js';

/** The first titles of a ranking, one of each franchise, with neighbours of different genres while there are any. */
export function varied(ranked: readonly Title[], limit: number): Title[] {
  const seen = new Set<string>();
  const waiting = ranked.filter(({ collection }) => {
    if (collection === null) return true;
    if (seen.has(collection)) return false;
    seen.add(collection);
    return true;
  });
  const picked: Title[] = [];
  while (picked.length < limit && waiting.length > 0) {
    const last = picked.at(-1)?.genres[0];
    const next = waiting.findIndex(({ genres }) => last === undefined || genres[0] !== last);
    picked.push(...waiting.splice(Math.max(0, next), 1));
  }
  return picked;
}
