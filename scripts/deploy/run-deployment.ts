import type { Manifest } from '../../shared/function/declare.js';
import type { Machine } from './machine.js';
import { missingFor } from './prerequisites.js';

/** The exit code of a deployment that was refused before it touched anything. */
const REFUSED = 2;

/**
 * Previews a deployment and, when that went well, makes it; `pulumi up` asks the operator first.
 * @param print writes one line
 * @returns the exit code of the process
 */
export async function runDeployment(
  { stack, yes, manifest }: { stack: string; yes: boolean; manifest: Manifest },
  machine: Machine,
  print: (line: string) => void,
): Promise<number> {
  const missing = await missingFor(stack, manifest, machine);
  if (missing.length > 0) {
    print(`The stack ${stack} cannot be deployed yet. Missing:`);
    for (const { what, todo } of missing) print(`  ${what}: ${todo}`);
    return REFUSED;
  }
  const pulumi = (...args: string[]) => machine.run('pulumi', ['-C', 'pulumi', ...args, '--stack', stack]);
  const previewed = await pulumi('preview', '--diff');
  if (previewed !== 0) return previewed;
  return yes ? pulumi('up', '--yes', '--skip-preview') : pulumi('up');
}
