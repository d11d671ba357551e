import { setTimeout as wait } from 'node:timers/promises';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import type { Reject } from '../../shared/ingestion/provider.js';
import { pageName, type RunSummary } from '../../shared/ingestion/run.js';
import { type Line, MAX_LINE_BYTES } from './read-lines.js';

/** Most bytes of lines in one request; with JSON's escapes it stays under the limit of 1 MiB. */
const MAX_PAGE_BYTES = 600_000;
const ATTEMPTS = 6;
const POLL_MS = 250;

export interface Target {
  /** e.g. `http://127.0.0.1:8080`. */
  api: string;
  /** Of an operator. */
  token: string;
}

export interface Progress {
  pages: number;
  done: number;
  read: number;
}

/** Sends a catalogue through the pipeline of a running system and waits until all of it can be found. */
export async function uploadCatalogue(
  target: Target,
  run: { name: string; provider: string },
  lines: AsyncIterable<Line>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<{ summary: RunSummary; rejects: Reject[] }> {
  const admin = `/api/v1/admin/ingestion/runs`;
  await call(target, 'POST', admin, { provider: run.provider, run: run.name, upload: true });
  const before = (await call(target, 'GET', `${admin}/${run.name}`)) as RunSummary;
  if (before.state === 'complete') return { summary: before, rejects: [] };
  const rejects: Reject[] = [];
  let pages = 0;
  let sent = 0;
  for await (const page of pagesOf(lines, rejects)) {
    pages++;
    sent += page.lines.length;
    await call(target, 'PUT', `${admin}/${run.name}/pages/${pageName(pages)}`, page);
    onProgress({ pages, done: 0, read: sent });
  }
  let summary = (await call(target, 'PUT', `${admin}/${run.name}`, { pages })) as RunSummary;
  while (summary.state !== 'complete') {
    if (summary.state === 'failed') {
      throw new Error(
        `The run ${run.name} could not be finished; send it again. ${summary.troubles.slice(-3).join('; ')}`,
      );
    }
    onProgress({ pages, done: summary.pages_done, read: sent });
    await wait(POLL_MS);
    summary = (await call(target, 'GET', `${admin}/${run.name}`)) as RunSummary;
  }
  onProgress({ pages, done: pages, read: sent });
  if (summary.rejected > 0) {
    for (let page = 1; page <= pages; page++) {
      const answer = await call(target, 'GET', `${admin}/${run.name}/pages/${pageName(page)}/rejects`);
      rejects.push(...(answer as { data: Reject[] }).data);
    }
  }
  return { summary, rejects: rejects.sort((a, b) => a.line - b.line) };
}

interface UploadPage {
  first_line: number;
  lines: string[];
}

async function* pagesOf(lines: AsyncIterable<Line>, rejects: Reject[]): AsyncGenerator<UploadPage> {
  let page: UploadPage | undefined;
  let bytes = 0;
  for await (const { number, text } of lines) {
    if (text === undefined) {
      rejects.push({ line: number, id: null, reason: `is longer than ${MAX_LINE_BYTES} bytes` });
      if (page) page.lines.push('');
      continue;
    }
    if (page && (page.lines.length >= PAGE_SIZE || bytes + text.length > MAX_PAGE_BYTES)) {
      yield page;
      page = undefined;
    }
    if (!page) {
      page = { first_line: number, lines: [] };
      bytes = 0;
    }
    page.lines.push(text);
    bytes += Buffer.byteLength(text);
  }
  if (page) yield page;
}

/** One request, tried again while the system cannot take it. */
async function call({ api, token }: Target, method: string, path: string, body?: unknown): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(new URL(path, api), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    }).catch((error: Error) => error);
    if (!(answer instanceof Error) && answer.ok) return answer.json();
    const passing = answer instanceof Error || answer.status === 429 || answer.status >= 500;
    if (!passing || attempt === ATTEMPTS) throw new Error(await reasonOf(answer, api));
    await wait(200 * 2 ** attempt);
  }
}

async function reasonOf(answer: Response | Error, api: string): Promise<string> {
  if (answer instanceof Error) return `${api} cannot be reached (${answer.message}); is the system running?`;
  const problem = (await answer.json().catch(() => ({}))) as {
    title?: string;
    detail?: string;
    errors?: unknown;
  };
  return `${answer.status} ${problem.title ?? ''}: ${problem.detail ?? ''} ${problem.errors ? JSON.stringify(problem.errors) : ''}`;
}
