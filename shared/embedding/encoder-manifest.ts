import { z } from 'zod';

/** `manifest.json` beside `model.onnx` and `vocab.json` in the folder of the sentence encoder. */
export const encoderManifestSchema = z.object({
  /** Of the vectors: a hash of the graph with its weights and of the vocabulary. */
  version: z.string().min(1),
  dimensions: z.number().int().positive(),
  /** The graph itself reads no more of a sentence. */
  maxTokens: z.number().int().positive(),
  /** Of what the folder was built from; another one means that it has to be built again. */
  source: z.string(),
  licence: z.string(),
});

export type EncoderManifest = z.infer<typeof encoderManifestSchema>;
