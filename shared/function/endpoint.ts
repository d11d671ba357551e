import type { z } from 'zod';
import type { Caller } from '../account/roles.js';
import type { Once } from '../idempotency/once.js';
import type { ProblemCode } from '../problem/problem.js';
import type { Certification } from '../title/certifications.js';
import type { Viewer } from '../viewer/viewer.js';
import type { ServerSentEvent } from './event-stream.js';

export interface EndpointRequest<Params, Query, Body> {
  /** The variable parts of the path. */
  params: Params;
  query: Query;
  body: Body;
  /** Of an answer that others are given as well, the role alone. */
  caller: Caller;
  /** The strictest rating that may be answered. */
  ceiling: Certification | undefined;
  /**
   * Whose request it is; undefined where nobody has signed in, or others are given the answer as well, `unknown` while
   * we cannot find out.
   */
  viewer: Viewer | 'unknown' | undefined;
  /** Of an endpoint that is `keyed`, where the client has sent a key: for the write's own transaction. */
  once?: Once;
  /** Scheme and host under which the caller sees us, e.g. `https://api.example.org`. */
  origin: string;
}

type Parsed<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Description<Params, Query, Body, Answer> {
  summary: string;
  /** For the OpenAPI document, in Markdown. */
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  answer: Answer;
  /** 200 when absent; 303 leads a browser on, and answers nothing else. */
  status?: 200 | 201 | 202 | 303;
  /** `application/json` when absent; otherwise `handle` gives the text itself. */
  contentType?: string;
  /** Whether a client may send an Idempotency-Key, so that sending the request again has no further effect. */
  keyed?: true;
  /** What can go wrong beside an invalid request. */
  problems?: readonly ProblemCode[];
  /** Whether a body may be a form as well. */
  forms?: true;
  /** Failures in another standard's words, by media type; whatever the pipeline refuses is a problem all the same. */
  failures?: Readonly<Record<string, z.ZodType>>;
}

/** What /openapi.json says of a function. */
export type Described = Description<
  z.ZodObject | undefined,
  z.ZodObject | undefined,
  z.ZodType | undefined,
  z.ZodType
> & { stream?: unknown };

/** One HTTP function: what it takes, what it answers and how. `Needs` are the ports it calls. */
export interface Endpoint<in Needs> extends Described {
  kind: 'endpoint';
  handle: (request: EndpointRequest<never, never, never>, ports: Needs) => Promise<unknown>;
  /** The same in events, for a client that asks for `text/event-stream`. */
  stream?: (request: EndpointRequest<never, never, never>, ports: Needs) => AsyncIterable<ServerSentEvent>;
}

export function endpoint<
  Answer extends z.ZodType,
  Needs,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  definition: Description<Params, Query, Body, Answer> & {
    handle: (
      request: EndpointRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
      ports: Needs,
    ) => Promise<z.input<Answer>>;
    stream?: (
      request: EndpointRequest<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
      ports: Needs,
    ) => AsyncIterable<ServerSentEvent>;
  },
): Endpoint<Needs> {
  return { kind: 'endpoint', ...definition };
}
