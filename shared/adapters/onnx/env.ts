import { z } from 'zod';

const folder = z.string().trim().min(1, 'is empty: name a folder or leave the variable out').optional();

/** What this adapter reads of the environment, and what it makes of it: the kind of the model and its folder. */
export const onnxEnvSchema = z
  .object({
    /**
     * Folder of a sentence-transformer of 768 dimensions: model.onnx or onnx/model.onnx, vocab.txt (WordPiece),
     * config.json and the like. It takes the place of the default encoder and of the facts beside it.
     */
    EMBEDDING_MODEL: folder,
    /** Folder of the default encoder, as `npm run models` writes it. */
    ENCODER_FOLDER: folder,
  })
  .transform((env, context) => {
    if (env.EMBEDDING_MODEL !== undefined)
      return { kind: 'sentence-transformer', folder: env.EMBEDDING_MODEL } as const;
    if (env.ENCODER_FOLDER !== undefined)
      return { kind: 'sentence-encoder', folder: env.ENCODER_FOLDER } as const;
    const message =
      'is missing: run "npm run models" and name the folder that it writes, or set EMBEDDING_MODEL';
    context.addIssue({ code: 'custom', path: ['ENCODER_FOLDER'], message });
    return z.NEVER;
  });

export type OnnxConfig = z.infer<typeof onnxEnvSchema>;
