import { z } from 'zod';

/** What this adapter reads of the environment. */
export const FirestoreEnv = z.object({
  GOOGLE_CLOUD_PROJECT: z.string().min(1).default('media-gateway'),
  /** `host:port` of an emulator; the real Firestore when absent. */
  FIRESTORE_EMULATOR_HOST: z.string().min(1).optional(),
});
export type FirestoreConfig = z.infer<typeof FirestoreEnv>;
