import type { Addresses } from './killable-suite.js';

/** Also of a drain after many outages on a busy machine. */
const WITHIN_MS = 300_000;

/** Calls one of the console's control endpoints. */
export async function control(
  { console }: Addresses,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  return answerOf(`${console}${path}`, method, body);
}

/** Calls an endpoint of the API as its operator, e.g. `/ingestion/runs`. */
export async function askAsOperator(
  at: Addresses,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { token } = (await control(at, 'POST', '/control/token')) as { token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return answerOf(`${at.api}/api/v1/admin${path}`, method, body, headers);
}

/** Where an instance of a service listens, behind the public entry. */
export async function serviceUrl(suite: Pick<Addresses, 'console'>, service: string): Promise<string> {
  const answer = await fetch(new URL('/control/state', suite.console));
  const { services } = (await answer.json()) as { services: Record<string, string[]> };
  const [url] = services[service] ?? [];
  if (!url) throw new Error(`The suite does not run ${service}`);
  return url;
}

async function answerOf(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers,
    signal: AbortSignal.timeout(WITHIN_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
