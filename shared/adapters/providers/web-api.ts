import type { Clock } from '../../clock.js';
import { Unavailable } from '../../problem/problem.js';
import { CircuitBreaker, CircuitOpen } from './circuit-breaker.js';
import { Pacer, type Quota } from './pacer.js';
import type { Patience } from './patience.js';

const ATTEMPTS = 5;
const LONGEST_BACKOFF_MS = 10_000;
/** Doubled with every attempt; at least half of it is waited. */
const FIRST_BACKOFF_MS = 200;
const LONGEST_RETRY_AFTER_MS = 30_000;
const LARGEST_ANSWER_BYTES = 10_000_000;

/** The provider will say the same again: what was asked for cannot be had. */
export class Refused extends Error {
  constructor(
    reason: string,
    /** Absent where it is we who refuse what came. */
    readonly status?: number,
  ) {
    super(reason);
    this.name = 'Refused';
  }
}

/** The provider gives no usable answer at the moment; the message says what it gave. */
export class ProviderUnavailable extends Unavailable {
  constructor(provider: string, reason: string, cause?: unknown) {
    super(provider, cause);
    this.message = `${provider} gives no usable answer: ${reason}`;
  }
}

/** One attempt that failed in a way that passes. */
class FailedAttempt extends Error {}

export interface WebApiOptions {
  provider: string;
  quota: Quota;
  headers: Readonly<Record<string, string>>;
  clock: Clock;
  patience: Patience;
}

/**
 * Asks a provider's JSON API over HTTP: within its quota, with up to five attempts, behind a circuit breaker. No
 * message contains the address or a header, for they may hold a key.
 */
export class WebApi {
  readonly #options: WebApiOptions;
  readonly #pacer: Pacer;
  readonly #breaker: CircuitBreaker;

  constructor(options: WebApiOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.quota, options.clock, options.patience.delay);
    this.#breaker = new CircuitBreaker(options.clock, (error) => error instanceof Unavailable);
  }

  /**
   * The answer to a GET, parsed.
   * @throws ProviderUnavailable when it should be tried again later
   * @throws Refused when trying again will not help
   */
  async get(url: URL): Promise<unknown> {
    try {
      return await this.#breaker.run(() => this.#persist(url));
    } catch (error) {
      if (error instanceof CircuitOpen) throw new ProviderUnavailable(this.#options.provider, error.message);
      throw error;
    }
  }

  async #persist(url: URL): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#pacer.turn();
      try {
        return await this.#attempt(url);
      } catch (error) {
        if (!(error instanceof FailedAttempt)) throw error;
        if (attempt === ATTEMPTS) throw new ProviderUnavailable(this.#options.provider, error.message, error);
      }
      await this.#backOff(attempt);
    }
  }

  #backOff(attempt: number): Promise<unknown> {
    const { delay, random } = this.#options.patience;
    const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
    return delay((longest * (1 + random())) / 2);
  }

  async #attempt(url: URL): Promise<unknown> {
    const signal = AbortSignal.timeout(this.#options.patience.timeoutMs);
    try {
      const response = await fetch(url, { headers: this.#options.headers, signal, redirect: 'error' });
      if (!response.ok) {
        await response.body?.cancel();
        this.#refuse(response);
      }
      return parse(await readBounded(response, signal), response.headers.get('content-type'));
    } catch (error) {
      if (error instanceof FailedAttempt || error instanceof Refused) throw error;
      throw new FailedAttempt(signal.aborted ? 'it took too long' : 'the connection failed', {
        cause: error,
      });
    }
  }

  #refuse({ status, headers }: Response): never {
    if (status === 429)
      this.#pacer.pause(retryAfterMs(headers.get('retry-after'), this.#options.clock.now()));
    const passes = status === 429 || status === 408 || status >= 500;
    throw passes ? new FailedAttempt(`it answered ${status}`) : new Refused(`it answered ${status}`, status);
  }
}

/** What the header asks for (seconds, or a date), as far as we are ready to wait. */
function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** Reads no further than is needed to know that a body is too large. */
async function readBounded(response: Response, signal: AbortSignal): Promise<Buffer> {
  const reader = response.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const stop = () => reader.cancel().catch(() => undefined);
  // fetch forgets the signal when its request is garbage-collected, which it may be while the body is read.
  signal.addEventListener('abort', stop);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > LARGEST_ANSWER_BYTES) {
        throw new Refused(`its answer is larger than ${LARGEST_ANSWER_BYTES / 1_000_000} MB`);
      }
      chunks.push(part.value);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
    await stop();
  }
}

function parse(body: Buffer, contentType: string | null): unknown {
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw new FailedAttempt(`its answer is ${contentType?.slice(0, 60) ?? 'of no stated type'}, not JSON`);
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new FailedAttempt('its answer is not whole or not JSON');
  }
}
