import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Firestore's client, ended between two attempts of a call that we gave up on, drops the promise of the next attempt.
    onUnhandledError: ({ message }) =>
      message === 'The client has already been terminated' ? false : undefined,
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts', 'shared/**/*.ts', 'emulators/**/*.ts', 'pulumi/**/*.ts'],
    },
  },
});
