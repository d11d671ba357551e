/** A failure in the words of the JSON API: `reason` is Google's short name for it, e.g. `notFound`. */
export class StorageError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** The body of an error: https://cloud.google.com/storage/docs/json_api/v1/status-codes. */
export function errorBody(status: number, reason: string, message: string): unknown {
  return { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } };
}

export const invalid = (message: string) => new StorageError(400, 'invalid', message);
export const notFound = (message: string) => new StorageError(404, 'notFound', message);
export const required = (what: string) => new StorageError(400, 'required', `Required parameter: ${what}`);
