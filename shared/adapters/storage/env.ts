import { z } from 'zod';

/** What this adapter reads of the environment. */
export const StorageEnv = z.object({
  /** The bucket's name, without `gs://`. */
  STORAGE_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9._-]+[a-z0-9]$/, 'must be the name of a bucket'),
  /** Address of an emulator, e.g. `http://127.0.0.1:4443`; the real Cloud Storage when absent. */
  STORAGE_EMULATOR_HOST: z.url().optional(),
});
export type StorageConfig = z.infer<typeof StorageEnv>;

/** @throws ZodError naming every variable that is missing or wrong */
export function storageEnv(env: Readonly<Record<string, string | undefined>>): StorageConfig {
  return StorageEnv.parse(env);
}
