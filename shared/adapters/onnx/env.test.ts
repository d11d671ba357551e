import { expect, it } from 'vitest';
import { onnxEnvSchema } from './env.js';

it('takes the default encoder, or the model that is to replace it', () => {
  expect(onnxEnvSchema.parse({ ENCODER_FOLDER: 'models/use' })).toEqual({
    kind: 'sentence-encoder',
    folder: 'models/use',
  });
  expect(onnxEnvSchema.parse({ ENCODER_FOLDER: 'models/use', EMBEDDING_MODEL: 'models/mpnet' })).toEqual({
    kind: 'sentence-transformer',
    folder: 'models/mpnet',
  });
});

it('names the variable at fault', () => {
  expect(onnxEnvSchema.safeParse({}).error?.issues).toMatchObject([
    { path: ['ENCODER_FOLDER'], message: expect.stringContaining('npm run models') },
  ]);
  expect(onnxEnvSchema.safeParse({ EMBEDDING_MODEL: ' ', ENCODER_FOLDER: 'x' }).error?.issues).toMatchObject([
    { path: ['EMBEDDING_MODEL'] },
  ]);
});
