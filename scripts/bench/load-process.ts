import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { LoadOptions, RawResult } from './load.js';

/** Fewer than the smallest limit. */
const REQUESTS_OF_A_CLIENT = 8;

const [options] = (await once(process, 'message')) as [LoadOptions];
// To disconnect before the message is out would lose it.
process.send?.(await run(options), () => process.disconnect());

async function run({
  urls,
  bodies,
  connections,
  seconds,
  warmUpSeconds,
  headers = {},
  clientsIn,
}: LoadOptions): Promise<RawResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const from = performance.now() + warmUpSeconds * 1_000;
  const until = from + seconds * 1_000;
  let turn = 0;
  const connection = async () => {
    for (let startedAt = performance.now(); startedAt < until; startedAt = performance.now()) {
      const number = turn++;
      const place = number % urls.length;
      const client = clientsIn === undefined ? {} : { 'x-forwarded-for': forwardedFor(clientsIn, number) };
      const status = await answered(
        urls[place] ?? '',
        { agent, headers: { ...headers, ...client } },
        bodies?.[place],
      );
      const endedAt = performance.now();
      if (startedAt < from || endedAt > until) continue;
      latencies.push(endedAt - startedAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return { latencies, statuses, seconds };
}

/** A client's address and the load balancer's. */
function forwardedFor(half: string, number: number): string {
  const client = Math.floor(number / REQUESTS_OF_A_CLIENT);
  return `${half}.${(client >> 8) & 255}.${client & 255}, 127.0.0.1`;
}

function answered(
  url: string,
  { agent, headers }: { agent: Agent; headers: Readonly<Record<string, string>> },
  body: string | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { agent, method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...type } };
    request(url, options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    })
      .on('error', () => resolve(0))
      .end(body);
  });
}
