import type { Judged } from './queries.js';

/** Asks a service for its first ten; both ours and the peers answer `{ data: [...] }`. */
export type Ask = (q: string) => Promise<{ id: string; title: string }[]>;

/** The share of queries whose wanted title is among the first `within`, from 0 to 1. */
export async function foundWithin(within: number, queries: readonly Judged[], ask: Ask): Promise<number> {
  let found = 0;
  for (const { q, isWanted } of queries) {
    if ((await ask(q)).slice(0, within).some(isWanted)) found++;
  }
  return found / queries.length;
}

export function askOurs(api: string): Ask {
  return async (q) => {
    const { data } = await answerOf<{ title: string; external_ids: { file?: string } }>(
      `${api}/api/v1/search/semantic?limit=10&q=${encodeURIComponent(q)}`,
    );
    return data.map(({ title, external_ids }) => ({ title, id: external_ids.file ?? '' }));
  };
}

export function askPeer(url: string): Ask {
  return async (q) =>
    (await answerOf<{ id: string; title: string }>(`${url}?limit=10&q=${encodeURIComponent(q)}`)).data;
}

async function answerOf<Item>(url: string): Promise<{ data: Item[] }> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json() as Promise<{ data: Item[] }>;
}
