/** Limits of the product, from https://cloud.google.com/pubsub/quotas and the reference of its API. */

export const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
export const MAX_MESSAGE_BYTES = 10 * 1000 * 1000;
export const MAX_MESSAGES_PER_PUBLISH = 1_000;
export const MAX_ATTRIBUTES = 100;
export const MAX_ATTRIBUTE_KEY_BYTES = 256;
export const MAX_ATTRIBUTE_VALUE_BYTES = 1_024;
export const MAX_ORDERING_KEY_BYTES = 1_024;
export const MAX_FILTER_BYTES = 256;

export const MIN_ACK_DEADLINE_SECONDS = 10;
export const MAX_ACK_DEADLINE_SECONDS = 600;
export const MAX_BACKOFF_SECONDS = 600;
export const DEFAULT_MIN_BACKOFF_SECONDS = 10;
export const MIN_DELIVERY_ATTEMPTS = 5;
export const MAX_DELIVERY_ATTEMPTS = 100;

export const DEFAULT_RETENTION_SECONDS = 7 * 86_400;
export const MIN_RETENTION_SECONDS = 600;
export const MAX_RETENTION_SECONDS = 31 * 86_400;

export const MAX_PULL_MESSAGES = 1_000;
export const DEFAULT_PAGE_SIZE = 100;
/** Push answers that acknowledge; every other one is a refusal. */
export const ACKNOWLEDGING_STATUSES: ReadonlySet<number> = new Set([102, 200, 201, 202, 204]);

/** Pushes under way at once for one subscription; the product's own window grows with success. */
export const PUSH_CONCURRENCY = 32;
/** Pause before a refused push without a retry policy comes again; the product's push back-off starts here. */
export const PUSH_RETRY_MS = 100;
/** Pause before a push that found nobody listening is made again. */
export const UNREACHABLE_RETRY_MS = 1_000;
/** Pause before what a full disk refused is tried again. */
export const DISK_RETRY_MS = 1_000;
/** How long an idle Pull waits for a message, at the machine's pace. */
export const PULL_PATIENCE_MS = 5_000;
/** Longest time that the `reorder` fault holds a message back. */
export const REORDER_HOLD_MS = 1_000;
