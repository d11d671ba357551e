/** Of what follows from a message or a schedule, which waits for its turn and may take its time. */
export const step = {
  audience: 'private',
  tier: 2,
  cpu: 1,
  memory: '512Mi',
  concurrency: 4,
  min: 0,
  max: 5,
  timeoutSeconds: 120,
} as const;

/** Whom it hurts when a step of ingestion fails. */
export const stale = 'the catalogue stops getting fresher';
