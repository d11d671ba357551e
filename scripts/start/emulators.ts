import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SuiteClock } from '../../emulators/clock.js';
import { consoleListener } from '../../emulators/console/console.js';
import { startEmulators } from '../../emulators/emulators.js';
import { serveHttp } from '../../emulators/http-server.js';
import { services } from '../../functions/manifest.js';

/** The emulators alone, for people who run functions in their own editor. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, data: { type: 'string' } },
  });
  const clock = new SuiteClock();
  const folder = values.data ?? (await mkdtemp(join(tmpdir(), 'media-gateway-')));
  const emulators = await startEmulators({ folder, clock });
  const console_ = await serveHttp(
    consoleListener({ manifest: services, clock, emulators, instances: () => [] }),
  );
  if (values.json) console.log(JSON.stringify({ ready: true, console: console_.url, env: emulators.env }));
  else {
    console.log(`# Console ${console_.url}`);
    for (const [name, value] of Object.entries(emulators.env)) console.log(`export ${name}=${value}`);
  }
  const stop = async () => {
    await console_.close();
    await emulators.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\nnpm run emulators -- [--json] [--data DIR]\n`);
  process.exit(2);
});
