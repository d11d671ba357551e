import tseslint from 'typescript-eslint';

const vendors = [
  '@google-cloud/*',
  '@qdrant/*',
  '@upstash/*',
  'onnxruntime-node',
  'google-auth-library',
  'pubnub',
  'prom-client',
];

/** Who may not import whom; docs/architecture.md says why. */
function forbid(files, patterns, extra = {}) {
  return {
    files,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.map((p) => ({ group: p.group, message: p.message })) },
      ],
      ...extra,
    },
  };
}

const noAir = {
  'no-restricted-syntax': [
    'error',
    {
      selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
      message: 'Time arrives as an argument or a port.',
    },
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: 'Time arrives as an argument or a port.',
    },
    {
      selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
      message: 'Chance arrives as an argument or a port.',
    },
    {
      selector: "MemberExpression[object.name='process'][property.name='env']",
      message: "Only functions/main.ts and an adapter's env.ts know the environment.",
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      complexity: ['error', 15],
      'max-lines': ['error', { max: 500 }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  { files: ['scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  forbid(
    ['shared/*/**/*.ts'],
    [
      {
        group: ['node:fs*', 'node:http*', 'node:net', 'node:child_process', ...vendors],
        message: 'A domain does no I/O; write a port and an adapter.',
      },
      {
        group: ['**/adapters/**', '**/compose.js', '**/functions/**', '**/emulators/**', '**/pulumi/**'],
        message: 'A domain knows only other domains.',
      },
    ],
    noAir,
  ),
  forbid(
    ['shared/function/**/*.ts'],
    [
      { group: vendors, message: 'The pipeline reaches the world through ports.' },
      {
        group: ['**/adapters/**', '**/compose.js', '**/functions/**', '**/emulators/**', '**/pulumi/**'],
        message: 'The pipeline knows domains and ports only.',
      },
    ],
    noAir,
  ),
  forbid(
    ['shared/adapters/**/*.ts'],
    [
      {
        group: ['**/functions/**', '**/emulators/**', '**/pulumi/**', '**/compose.js'],
        message: 'An adapter knows domains and its vendor only.',
      },
    ],
    { 'no-restricted-syntax': 'off' },
  ),
  forbid(
    ['functions/*/**/*.ts'],
    [
      {
        group: ['**/adapters/**', '**/compose.js', ...vendors],
        message: 'A function reaches the world through ports.',
      },
      {
        group: ['**/emulators/**', '**/pulumi/**', '**/scripts/**'],
        message: 'A function knows nothing of where it runs.',
      },
    ],
    noAir,
  ),
  forbid(
    ['pulumi/**/*.ts'],
    [
      {
        group: ['**/adapters/**', '**/compose.js', '**/emulators/**'],
        message: 'Infrastructure reads the manifest and Ports only.',
      },
    ],
  ),
);
