/** A refusal as the server answers it: HTTP status and the text of `status.error`. */
export class QdrantError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The request's body has the wrong shape. */
export function formatError(detail: string): QdrantError {
  return new QdrantError(400, `Format error in JSON body: ${detail}`);
}

/** The body's shape is right but a value is out of its range. */
export function validationError(detail: string): QdrantError {
  return new QdrantError(422, `Validation error in JSON body: [${detail}]`);
}

/** The request contradicts the collection: dimension, vector name, missing index. */
export function wrongInput(detail: string): QdrantError {
  return new QdrantError(400, `Wrong input: ${detail}`);
}

export function badRequest(detail: string): QdrantError {
  return new QdrantError(400, `Bad request: ${detail}`);
}

export function notFound(detail: string): QdrantError {
  return new QdrantError(404, `Not found: ${detail}`);
}

export function conflict(detail: string): QdrantError {
  return new QdrantError(409, `Wrong input: ${detail}`);
}

/** A feature of the product that this stand-in leaves out; says so instead of answering wrongly. */
export function notServed(feature: string): QdrantError {
  return badRequest(`${feature} is not served by this emulator; use a real Qdrant server for it`);
}
