import { startHost } from './host.js';

/**
 * What host-process-client.ts forks, with the names of services as arguments: they get a process of their own, so that
 * the encoder's work does not hold up the emulators and a crash of the functions is one. Messages in: the clock's
 * offset, and questions.
 */
export type ToHost = { offset: number } | { ask: 'metrics' | 'drain'; id: number };
export type FromHost = { urls: Record<string, string> } | { id: number; answer: string } | { failed: string };

let offset = Number(process.env.SUITE_CLOCK_OFFSET ?? 0);
const clock = { now: () => Date.now() + offset };
const tell = (message: FromHost) => process.send?.(message);

try {
  const host = await startHost({
    env: process.env,
    clock,
    names: process.argv.slice(2),
    limits: process.env.SUITE_LIMITS === 'on',
  });
  process.on('message', async (message: ToHost) => {
    if ('offset' in message) {
      offset = message.offset;
      return;
    }
    tell({
      id: message.id,
      answer: message.ask === 'metrics' ? await host.metrics() : await host.drain().then(() => ''),
    });
  });
  tell({ urls: { ...host.urls } });
} catch (error) {
  tell({ failed: (error as Error).message });
}
process.once('disconnect', () => process.exit(0));
// The suite may have died before this process could listen for it.
if (!process.connected) process.exit(0);
// The suite decides when its services stop; a terminal's Ctrl-C reaches the whole group.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
