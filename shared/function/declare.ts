import type { Permission } from '../account/roles.js';
import type { Topic } from '../event/topic.js';
import type { BucketName } from '../limits/limits.js';
import type { PortName, Uses } from '../ports.js';
import type { Endpoint } from './endpoint.js';
import type { NodeEndpoint } from './node-endpoint.js';
import type { Job, Subscriber } from './subscriber.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Common {
  uses: readonly PortName[];
  /** Whom it hurts when this fails. */
  impact: string;
}

/** In seconds. A change of any title ends it at once. */
export interface Caching {
  seconds: number;
  /** Where it is asked for often; counted only where this is stated. */
  whenHot?: number;
}

export interface RequestRoute extends Common {
  trigger: 'request';
  method: Method;
  /** e.g. `/api/v1/content/{id}`. */
  path: string;
  permission: Permission;
  /** What its requests are counted in; null where anybody may ask as often as they like. */
  limit: BucketName | null;
  /** Another bucket, in which they are counted as well. */
  quota?: BucketName | undefined;
  /** How long an answer may be given to others of the same role who ask the same; never where absent. GET only. */
  cache?: Caching;
  /** Whether the Authorization header is a caller's bearer token, or for the endpoint itself to read. */
  credentials: 'bearer' | 'own';
  load: () => Promise<Endpoint<Uses<PortName>> | NodeEndpoint<Uses<PortName>>>;
}

export interface MessageRoute extends Common {
  trigger: 'message';
  topic: Topic;
  load: () => Promise<Subscriber<Uses<PortName>>>;
}

export interface ScheduleRoute extends Common {
  trigger: 'schedule';
  /** Five fields of Unix cron. */
  cron: string;
  timeZone: string;
  load: () => Promise<Job<Uses<PortName>>>;
}

export type Route = RequestRoute | MessageRoute | ScheduleRoute;

interface Declaration<Name extends PortName, Loaded> {
  uses: readonly Name[];
  impact: string;
  /** Loaded on the first call, so that a cold start pays for one function only. Does not compile while `uses` lacks a port. */
  load: () => Promise<Loaded>;
}

export function onRequest<const Name extends PortName>(
  method: Method,
  path: string,
  declaration: Declaration<Name, Endpoint<Uses<NoInfer<Name>>> | NodeEndpoint<Uses<NoInfer<Name>>>> & {
    permission: Permission;
    limit?: BucketName | null;
    quota?: BucketName;
    cache?: Caching;
    credentials?: 'bearer' | 'own';
  },
): RequestRoute {
  return { trigger: 'request', method, path, limit: 'common', credentials: 'bearer', ...declaration };
}

export function onMessage<const Name extends PortName>(
  topic: Topic,
  declaration: Declaration<Name, Subscriber<Uses<NoInfer<Name>>>>,
): MessageRoute {
  return { trigger: 'message', topic, ...declaration };
}

export function onSchedule<const Name extends PortName>(
  schedule: { cron: string; timeZone: string },
  declaration: Declaration<Name, Job<Uses<NoInfer<Name>>>>,
): ScheduleRoute {
  return { trigger: 'schedule', ...schedule, ...declaration };
}

/** Size and behaviour of one deployed Cloud Run function. The platform's default concurrency is 1, so it is always stated. */
interface ServiceSize {
  /** 1 promises 99.9% and pages somebody; 2 promises 99.5%. */
  tier: 1 | 2;
  cpu: 1 | 2 | 4;
  memory: '512Mi' | '1Gi' | '2Gi' | '4Gi';
  concurrency: number;
  min: number;
  max: number;
  timeoutSeconds: number;
}

/** Called through the load balancer by anyone; our own tokens decide. */
export interface PublicService extends ServiceSize {
  audience: 'public';
  /** Path prefixes that the load balancer sends here. */
  prefixes: readonly string[];
  routes: Readonly<Record<string, RequestRoute>>;
}

/** Called by Pub/Sub and Scheduler only; IAM decides. */
export interface PrivateService extends ServiceSize {
  audience: 'private';
  routes: Readonly<Record<string, MessageRoute | ScheduleRoute>>;
}

export type Service = PublicService | PrivateService;
export type Manifest = Readonly<Record<string, Service>>;
