/** Values that a stack's file holds, by their key, e.g. `gcp:project`; an encrypted one is `{ secure: true }`. */
export type StackValues = ReadonlyMap<string, { secure: boolean; value: string }>;

/**
 * Reads `Pulumi.<stack>.yaml` in the form that `pulumi config set` writes. Read from the file, because the command
 * would need a login first, and the operator is to hear of everything that is missing at once.
 */
export function readStackFile(text: string): StackValues {
  const lines = text.split(/\r?\n/);
  return new Map(
    lines.flatMap((line, i) => {
      const found = /^ +([a-z-]+:[A-Za-z_]+):\s*(.*)$/.exec(line);
      if (!found) return [];
      const [, key = '', value = ''] = found;
      const secure = value === '' && /^\s+secure:\s*\S/.test(lines[i + 1] ?? '');
      return [[key, { secure, value: value.replace(/^(["'])(.*)\1$/, '$2') }] as const];
    }),
  );
}
