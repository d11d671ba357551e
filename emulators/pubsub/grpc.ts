import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type handleBidiStreamingCall,
  type handleUnaryCall,
  type ServerErrorResponse,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import { DiskFull } from '../disk.js';
import type { Fault, Faults } from '../faults.js';

const require = createRequire(import.meta.url);

/** What a call is answered with when it fails: a gRPC status and a sentence. */
export class GrpcError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }

  get details(): string {
    return this.message;
  }
}

export const invalid = (message: string) => new GrpcError(status.INVALID_ARGUMENT, message);
export const notFound = (message: string) => new GrpcError(status.NOT_FOUND, message);
export const alreadyExists = (message: string) => new GrpcError(status.ALREADY_EXISTS, message);
export const unimplemented = (message: string) => new GrpcError(status.UNIMPLEMENTED, message);

/** The product's services, from the protocol files that its own client ships. */
export function loadServices(): PackageDefinition {
  return fromJSON(require('@google-cloud/pubsub/build/protos/protos.json'), {
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: false,
  });
}

export function serviceOf(services: PackageDefinition, name: string): ServiceDefinition {
  return services[`google.pubsub.v1.${name}`] as ServiceDefinition;
}

/** Serves a call by a function, behind the faults in force. */
export function unary<Request, Response>(
  faults: Faults,
  handle: (request: Request, cancelled: AbortSignal) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return async (call, answer) => {
    try {
      const cancelled = abortOnCancel(call);
      await failByFault(faults, cancelled);
      answer(null, await handle(call.request, cancelled));
    } catch (error) {
      answer(asStatus(error));
    }
  };
}

/** Serves a stream by a function that may throw at the start, behind the faults in force. */
export function bidirectional<Request, Response>(
  faults: Faults,
  handle: handleBidiStreamingCall<Request, Response>,
): handleBidiStreamingCall<Request, Response> {
  return async (call) => {
    const cancelled = new AbortController();
    call.once('cancelled', () => cancelled.abort());
    try {
      await failByFault(faults, cancelled.signal);
      handle(call);
    } catch (error) {
      call.emit('error', asStatus(error));
    }
  };
}

/** The failure that clients see of a fault that hits requests. */
export function failureOf(fault: Fault): GrpcError {
  switch (fault.kind) {
    case 'error':
      return new GrpcError(status.INTERNAL, 'An error set on the emulator hit this call.');
    case 'quota':
      return new GrpcError(status.RESOURCE_EXHAUSTED, 'A quota set on the emulator is exceeded.');
    default:
      return new GrpcError(status.UNAVAILABLE, `The emulator is set to fail (${fault.kind}).`);
  }
}

async function failByFault(faults: Faults, cancelled: AbortSignal): Promise<void> {
  const slow = faults.draw('latency');
  if (slow) await wait(slow.ms ?? 1_000);
  const fault = faults.draw('down', 'reset', 'hang', 'error', 'quota');
  if (!fault) return;
  if (fault.kind === 'hang') await Promise.race([faults.lifted(), aborted(cancelled)]);
  throw failureOf(fault);
}

function abortOnCancel<Request, Response>(call: ServerUnaryCall<Request, Response>): AbortSignal {
  const cancelled = new AbortController();
  call.once('cancelled', () => cancelled.abort());
  return cancelled.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function asStatus(error: unknown): Partial<ServerErrorResponse> {
  if (error instanceof GrpcError) return error;
  const details = error instanceof Error ? error.message : String(error);
  const code = error instanceof DiskFull ? status.RESOURCE_EXHAUSTED : status.INTERNAL;
  return { name: 'Error', message: details, code, details };
}
