import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { services } from '../../functions/manifest.js';
import { thisMachine } from './machine.js';
import { runDeployment } from './run-deployment.js';

const usage = 'npm run deploy -- [--stack production] [--yes]';

function options(): { stack: string; yes: boolean } {
  try {
    const { values } = parseArgs({
      options: { stack: { type: 'string', default: 'production' }, yes: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(2);
  }
}

const root = fileURLToPath(new URL('../../', import.meta.url));
process.exitCode = await runDeployment(
  { ...options(), manifest: services },
  thisMachine(root),
  console.error,
);
