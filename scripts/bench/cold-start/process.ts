import type { Ask } from '../../build/ask.js';
import { freePort, type ServiceCommand, startService } from '../../build/service-process.js';

/** A process to start, and what to ask it first. */
export interface ColdStart extends ServiceCommand {
  ask: Ask;
}

/** The process that asks: for each cold start that it is sent it answers with milliseconds, or with an error's text. */
process.on('message', async (coldStart: ColdStart) => {
  process.send?.(await millisecondsOf(coldStart).catch(textOf));
});

/** From before the process is started until the last byte of its first answer. */
async function millisecondsOf({ ask, ...command }: ColdStart): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  await using service = await startService(command, port);
  await service.ask(ask);
  return performance.now() - startedAt;
}

function textOf(error: Error): string {
  return error.cause ? `${error.message} ${String(error.cause)}` : error.message;
}
