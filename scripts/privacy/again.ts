import { markOf } from '../../shared/privacy/forgotten.js';
import type { Target } from '../ingest/admin-api.js';

interface Page<Item> {
  data: Item[];
  pagination: { next_cursor: string | null };
}

/** Marks of the accounts that were deleted in the last 31 days. */
export async function marksOf(target: Target): Promise<string[]> {
  const marks: string[] = [];
  for await (const { mark } of each<{ mark: string }>(target, '/api/v1/admin/deletions')) marks.push(mark);
  return marks;
}

/** Deletes again those of the accounts that bear one of the marks. Answers how many there were. */
export async function deleteAgain(target: Target, marks: ReadonlySet<string>): Promise<number> {
  const back: string[] = [];
  for await (const { id } of each<{ id: string }>(target, '/api/v1/admin/users'))
    if (marks.has(markOf(id))) back.push(id);
  for (const id of back) await call(target, 'DELETE', `/api/v1/admin/users/${id}`);
  return back.length;
}

async function* each<Item>(target: Target, path: string): AsyncGenerator<Item> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await call(target, 'GET', `${path}?limit=100${query}`)) as Page<Item>;
    yield* page.data;
    cursor = page.pagination.next_cursor;
  }
}

/** @throws Error with the system's reason */
async function call({ api, token }: Target, method: string, path: string): Promise<unknown> {
  const answer = await fetch(new URL(path, api), { method, headers: { authorization: `Bearer ${token}` } });
  const body = (await answer.json()) as { title?: string; detail?: string };
  if (answer.ok) return body;
  throw new Error(`${method} ${path} was answered ${answer.status} ${body.title}: ${body.detail}`);
}
