/**
 * Limits of the real cloud that a local run would not teach. Each is explained in docs/platform-limits.md;
 * platform-limits.test.ts holds the manifest to them.
 */

/** Requests that one Cloud Run instance may be given at once. Above it the service is refused. */
export const MAX_CONCURRENCY = 1_000;

/** Longest time that Cloud Run gives one request. */
export const MAX_REQUEST_SECONDS = 3_600;

/** Pub/Sub's longest acknowledgement deadline. A push that takes longer is delivered again while it still runs. */
export const MAX_ACK_DEADLINE_SECONDS = 600;

/** What the deadline leaves for the way there and back, so that the function's own timeout comes first. */
export const ACK_MARGIN_SECONDS = 30;

/** Attempts that a dead letter policy may state. The fewest that Pub/Sub takes are what we want. */
export const DEAD_LETTER_ATTEMPTS = { min: 5, max: 100 } as const;

/** How long Pub/Sub keeps what was not acknowledged; its default and, for a subscription, the free part. */
export const MESSAGE_RETENTION_SECONDS = 7 * 86_400;

/** The body of one published message; a push carries it in base64, a third longer. */
export const MAX_MESSAGE_BYTES = 10_000_000;

/** Titles that a page holds at most; a message that names them all must still fit. */
export const MAX_PAGE_TITLES = 128;

/** Cloud Scheduler waits no longer for an HTTP target. */
export const MAX_SCHEDULE_SECONDS = 1_800;

/** Cloud Scheduler gives an HTTP target at least this long. */
export const MIN_SCHEDULE_SECONDS = 15;

/** Cloud Run's longest service name; the revisions' names are made from it. */
export const MAX_SERVICE_NAME = 49;

/** A service runs as an account of its own: this and its name, which alone could be too short. */
export const ACCOUNT_ID_PREFIX = 'run-';

/** IAM's bounds of a service account's id, in characters. */
export const ACCOUNT_ID_LENGTH = { min: 6, max: 30 } as const;

/** Instances that a project may state for a service before it asks Google for more. */
export const MAX_INSTANCES = 100;

/** MiB that a number of processors may have at most. More memory needs more processors. */
export const MAX_MEMORY_MIB = { 1: 4_096, 2: 8_192, 4: 16_384 } as const;

/** MiB that a number of processors must have at least. */
export const MIN_MEMORY_MIB = { 1: 128, 2: 128, 4: 2_048 } as const;

/** The second-generation environment, which full Linux binaries need, starts with no less. */
export const MIN_GEN2_MEMORY_MIB = 512;

/** Answered by Google's front end itself on a service's own address, so that nothing may depend on it. */
export const RESERVED_PATH = '/healthz';

/** The archive that Cloud Run takes without a build, unpacked. */
export const MAX_BUNDLE_BYTES = 250 * 1024 * 1024;

/** Longest that Firestore keeps point-in-time versions; the daily backups are kept as long. */
export const BACKUP_RETENTION_SECONDS = 7 * 86_400;

/** What one address may send before Cloud Armor refuses it: three times the highest limit of a role, for shared addresses. */
export const FLOOD_REQUESTS_PER_MINUTE = 3_000;

/** The newest Node that Cloud Run offers as a base for a bundle without a build; ours needs the full set of libraries. */
export const BASE_IMAGE = 'us-central1-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/nodejs24';

/** Where a bundle holds the sentence encoder, seen from its own folder. */
export const ENCODER_FOLDER = 'models/universal-sentence-encoder-lite';
