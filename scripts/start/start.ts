import type { Suite } from '../../emulators/suite.js';
import { startOptions, UsageError, usage } from './options.js';

const STOP_WITHIN_MS = 9_500;

async function main(): Promise<void> {
  const options = startOptions(process.argv.slice(2));
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const startedAt = performance.now();
  const { port, data, clock, instances, limits } = options;
  // Loaded only now, so that a bad flag is refused at once.
  const { Suite } = await import('../../emulators/suite.js');
  const suite = await Suite.start({
    port,
    instances,
    limits,
    fork: true,
    ...(data !== undefined && { data }),
    ...(clock !== undefined && { clock }),
  });
  stopOnSignals(suite);
  if (options.catalogue === 'bundled') {
    if (!options.json) say('Bringing in the bundled catalogue');
    const { ingestBundled } = await import('../ingest/bundled.js');
    await ingestBundled({ api: suite.api, token: await suite.operatorToken() });
    // Search knows the names a minute later by itself; the first search may come sooner.
    await suite.drain();
  }
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ ready: true, api: suite.api, console: suite.console, env: readyEnv(suite) })}\n`,
    );
    return;
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  say(`
Media Gateway is ready after ${seconds} s (simulated offers are marked as such).

  Search     ${suite.api}/api/v1/search/semantic?q=astronaut+stranded+on+mars
  Reference  ${suite.api}/docs
  Console    ${suite.console}

Ctrl-C stops it${data === undefined ? ' and forgets everything; --data DIR keeps it' : ''}.`);
}

/** What outside tools need to reach the emulators. */
function readyEnv(suite: Suite): Record<string, string> {
  const { GOOGLE_CERTS_URL: _certs, TMDB_API_KEY: _key, ...env } = suite.emulators.env;
  return env;
}

function stopOnSignals(suite: Suite): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await suite.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  const theirs = taken || error instanceof UsageError;
  const message = taken
    ? `Port ${(error as { port?: number }).port} is taken by another program; choose one with --port`
    : error.message;
  process.stderr.write(`${message}\n${error instanceof UsageError ? `${usage}\n` : ''}`);
  process.exit(theirs ? 2 : 1);
});
