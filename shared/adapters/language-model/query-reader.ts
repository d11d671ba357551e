import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { KeptReadings, QueryReader, ReadSpan } from '../../search/query-reader.js';
import { CircuitBreaker, CircuitOpen } from '../providers/circuit-breaker.js';
import { chatRequest, spansOf } from './chat-completion.js';

/** A model that is too late for one search may be in time for the next: its answer is waited for so long, and kept. */
const PATIENCE_MS = 3_000;
const LARGEST_ANSWER_BYTES = 50_000;
/** Longer queries are descriptions, which a model does not read in time. */
const MOST_WORDS = 60;
const MOST_AT_ONCE = 8;

export interface ModelEndpoint {
  /** Up to `/chat/completions`. */
  url: string;
  model: string;
  key: string | undefined;
  deadlineMs: number;
}

interface Surroundings {
  kept: KeptReadings;
  clock: Clock;
  log: Log;
}

/**
 * A language model reads queries: from the kept readings or over HTTP, within the deadline or not at all. A model that
 * fails three times in a row is left alone for a minute. No log line contains the query, the address or the key.
 */
export function modelReader(endpoint: ModelEndpoint, { kept, clock, log }: Surroundings): QueryReader {
  const breaker = new CircuitBreaker(clock, () => true);
  const underWay = new Map<string, Promise<readonly ReadSpan[] | undefined>>();

  const ask = async (words: readonly string[]) => {
    const known = await kept.get(words).catch(() => undefined);
    if (known) return known;
    try {
      const spans = await breaker.run(() => complete(endpoint, words));
      await kept.put(words, spans).catch(() => undefined);
      return spans;
    } catch (error) {
      if (!(error instanceof CircuitOpen))
        log('warn', 'The language model gave no reading of a query', { reason: reasonOf(error) });
      return undefined;
    }
  };

  return {
    async read(words) {
      if (words.length === 0 || words.length > MOST_WORDS) return undefined;
      const query = words.join(' ');
      let reading = underWay.get(query);
      if (!reading) {
        if (underWay.size >= MOST_AT_ONCE) return undefined;
        reading = ask(words).finally(() => underWay.delete(query));
        underWay.set(query, reading);
      }
      const late = new AbortController();
      const inTime = wait(endpoint.deadlineMs, undefined, { signal: late.signal }).catch(() => undefined);
      return Promise.race([reading, inTime]).finally(() => late.abort());
    },
  };
}

/** Why there is no reading, in our words: an error of the parser may quote the answer, and so the query. */
class NoReading extends Error {}

function reasonOf(error: unknown): string {
  return error instanceof NoReading ? error.message : 'the connection failed or took too long';
}

async function complete({ url, model, key }: ModelEndpoint, words: readonly string[]): Promise<ReadSpan[]> {
  const response = await fetch(`${url.replace(/\/$/, '')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body: chatRequest(model, words),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new NoReading(`it answered ${response.status}`);
  }
  const text = await readBounded(response);
  try {
    return spansOf(JSON.parse(text), words);
  } catch {
    throw new NoReading('its answer is not of the form that it was asked for');
  }
}

async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER_BYTES)
      throw new NoReading(`its answer is larger than ${LARGEST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
