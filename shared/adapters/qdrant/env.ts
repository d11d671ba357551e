import { z } from 'zod';

/** What this adapter reads of the environment. */
export const QdrantEnv = z.object({
  QDRANT_URL: z.url(),
  QDRANT_API_KEY: z.string().min(1).optional(),
  /** The alias that searches ask; behind it stands a collection of one embedding version. */
  QDRANT_COLLECTION: z.string().min(1).default('titles'),
});
export type QdrantConfig = z.infer<typeof QdrantEnv>;
