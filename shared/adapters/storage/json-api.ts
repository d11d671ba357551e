import { z } from 'zod';
import type { StorageConfig } from './env.js';
import { type Pace, PassingFailure, retry } from './retry.js';

const REAL_ORIGIN = 'https://storage.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';
const PASSING_STATUSES = new Set([408, 429]);

const ErrorForm = z.object({ error: z.object({ message: z.string() }) });

export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the origin, with its query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array<ArrayBuffer>;
}

/** An answer of the API that no repetition will change. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Whether an attempt before had no answer and may have taken effect. */
    readonly repeated: boolean,
  ) {
    super(message);
    this.name = 'ApiFailure';
  }
}

/** Requests to Cloud Storage's JSON API: https://cloud.google.com/storage/docs/json_api. */
export class JsonApi {
  readonly #origin: string;
  readonly #pace: Pace;
  readonly #authorization: () => Promise<Headers>;

  constructor({ STORAGE_EMULATOR_HOST }: StorageConfig, pace: Pace) {
    this.#origin = (STORAGE_EMULATOR_HOST ?? REAL_ORIGIN).replace(/\/$/, '');
    this.#pace = pace;
    this.#authorization =
      STORAGE_EMULATOR_HOST === undefined ? googleAuthorization() : async () => new Headers();
  }

  /**
   * Sends and reads one answer; repeats both when the connection or the service fails.
   * @throws ApiFailure when it is refused, Unavailable when it stays unanswered
   */
  send<T>(request: ApiRequest, read: (response: Response) => Promise<T>): Promise<T> {
    return retry(this.#pace, async (signal, attempt) => {
      const headers = await this.#authorization();
      for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value);
      const response = await fetch(this.#origin + request.path, {
        method: request.method,
        headers,
        signal,
        ...(request.body && { body: request.body }),
      });
      if (response.ok) return read(response);
      const message = `Cloud Storage answered ${response.status}: ${messageOf(await response.text())}`;
      const passing = PASSING_STATUSES.has(response.status) || response.status >= 500;
      throw passing ? new PassingFailure(message) : new ApiFailure(response.status, message, attempt > 0);
    });
  }
}

/** Tokens of the machine's own identity. The library is large, so an emulator's user never loads it. */
function googleAuthorization(): () => Promise<Headers> {
  const auth = lazily(async () => {
    const { GoogleAuth } = await import('google-auth-library');
    return new GoogleAuth({ scopes: SCOPE });
  });
  return async () => new Headers(await (await auth()).getRequestHeaders());
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Errors come as JSON, those of downloads as plain text. */
function messageOf(body: string): string {
  try {
    return ErrorForm.parse(JSON.parse(body)).error.message;
  } catch {
    return body.slice(0, 200);
  }
}
