import { DEFAULT_PAGE_SIZE } from './limits.js';

/** One page of a listing, in the order of names; its token is the last name of the page before. */
export function page<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  { pageSize, pageToken }: { pageSize: number; pageToken: string },
): { items: T[]; nextPageToken: string } {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const sorted = all.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const rest = sorted.filter((item) => nameOf(item) > pageToken);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return { items, nextPageToken: last !== undefined && rest.length > size ? nameOf(last) : '' };
}
