import { z } from 'zod';

/** What this adapter reads of the environment. */
export const PubSubEnv = z.object({
  GOOGLE_CLOUD_PROJECT: z.string().min(1).default('media-gateway'),
  /** `host:port` of an emulator; the real Pub/Sub when absent. */
  PUBSUB_EMULATOR_HOST: z.string().min(1).optional(),
});
export type PubSubConfig = z.infer<typeof PubSubEnv>;
