import type { Log } from '../log.js';

let outliving = false;

/**
 * Keeps the process up when a library throws, or drops a promise that fails, where no request can catch it: the requests
 * under way would be lost with it. Such errors are logged. One call is enough for a process.
 */
export function outliveStrayErrors(log: Log): void {
  if (outliving) return;
  outliving = true;
  process.on('uncaughtException', (error: unknown) => {
    log('error', error instanceof Error ? (error.stack ?? error.message) : String(error), { code: 'stray' });
  });
}
