import { status } from '@grpc/grpc-js';

/** A refusal as gRPC words it; thrown anywhere below the service and answered to the client as it is. */
export class StatusError extends Error {
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalid = (message: string) => new StatusError(status.INVALID_ARGUMENT, message);
export const aborted = (message: string) => new StatusError(status.ABORTED, message);
export const notFound = (message: string) => new StatusError(status.NOT_FOUND, message);
export const alreadyExists = (message: string) => new StatusError(status.ALREADY_EXISTS, message);
export const failedPrecondition = (message: string) => new StatusError(status.FAILED_PRECONDITION, message);
export const unimplemented = (message: string) => new StatusError(status.UNIMPLEMENTED, message);
export const exhausted = (message: string) => new StatusError(status.RESOURCE_EXHAUSTED, message);
export const unavailable = (message: string) => new StatusError(status.UNAVAILABLE, message);
export const cancelled = (message: string) => new StatusError(status.CANCELLED, message);
export const internal = (message: string) => new StatusError(status.INTERNAL, message);
