import { z } from 'zod';

interface Kind {
  status: number;
  title: string;
}

/** Every way in which a request can fail. Status codes live here and nowhere else. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this request' },
  'cursor-expired': { status: 400, title: 'The cursor has expired' },
  'not-authenticated': { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'not-in-this-profile': { status: 403, title: 'This profile may not do that' },
  'insufficient-scope': { status: 403, title: 'Your token does not allow this' },
  'route-not-found': { status: 404, title: 'There is nothing at this address' },
  'title-not-found': { status: 404, title: 'There is no such title' },
  'platform-not-found': { status: 404, title: 'There is no such platform' },
  'run-not-found': { status: 404, title: 'There is no such ingestion run' },
  'profile-not-found': { status: 404, title: 'There is no such profile' },
  'account-not-found': { status: 404, title: 'There is no such account' },
  'provider-not-found': { status: 404, title: 'There is no such provider' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'last-administrator': { status: 409, title: 'This is the last administrator' },
  conflict: { status: 409, title: 'Something else is there already' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON in UTF-8, without compression' },
  'idempotency-key-reused': { status: 422, title: 'This idempotency key belongs to another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something failed on our side' },
  'dependency-unavailable': { status: 503, title: 'A part of the system cannot be reached; try again' },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof problems;

export const FieldError = z.object({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldError>;

/** The body of every failed request: RFC 9457. */
export const ProblemBody = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
  request_id: z.string(),
  errors: z.array(FieldError).optional(),
});

interface ProblemOptions {
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** Thrown wherever a request cannot be answered; the pipeline turns it into problem+json. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  /** @param detail what happened and what to do, for the person who sent the request. */
  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problems[this.code].status;
  }

  body(requestId: string): z.infer<typeof ProblemBody> {
    const { status, title } = problems[this.code];
    return {
      type: `https://media-gateway.io/problems/${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
      request_id: requestId,
      ...(this.errors && { errors: this.errors }),
    };
  }
}

/** What a schema refused, as a problem that names each field. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: [...issue.path, key].join('.'),
          message: 'is not a parameter here',
        }))
      : [{ field: issue.path.join('.') || 'body', message: issue.message }],
  );
  const named = [...new Set(errors.map((error) => error.field))].slice(0, 5).join(', ');
  return new Problem('invalid-request', `Mend ${named} and send the request again.`, { errors });
}

/** After so many seconds it is worth asking again what could not be reached; for the header Retry-After. */
export const RETRY_AFTER_SECONDS = '5';

/** Thrown by adapters when a dependency fails in a way that passes: the caller may try again. */
export class Unavailable extends Error {
  constructor(
    /** e.g. `firestore`. */
    readonly dependency: string,
    cause?: unknown,
  ) {
    super(`${dependency} cannot be reached`, { cause });
    this.name = 'Unavailable';
  }
}
