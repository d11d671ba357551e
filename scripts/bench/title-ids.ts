/** Every title of a running suite, by its public list. */
export async function titleIds(api: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const url = new URL('/api/v1/content/trending?limit=100', api);
    if (cursor) url.searchParams.set('cursor', cursor);
    const page = (await (await fetch(url)).json()) as {
      data: { id: string }[];
      pagination: { next_cursor: string | null };
    };
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.pagination.next_cursor;
  }
  return ids;
}
