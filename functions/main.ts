import { compose } from '../shared/compose.js';
import type { Service } from '../shared/function/declare.js';
import { portsOf } from '../shared/function/wiring.js';
import { services } from './manifest.js';
import { serve } from './serve.js';

/** What the cloud starts: `FUNCTION_TARGET` names the service, `PORT` says where it listens. */
async function main(target: string): Promise<void> {
  const service = (services as Record<string, Service>)[target];
  if (!service)
    throw new Error(`FUNCTION_TARGET is "${target}"; set it to one of ${Object.keys(services).join(', ')}.`);
  const composition = compose(process.env, { uses: portsOf(service) });
  const running = await serve(target, service, composition.pool(target), {
    port: Number(process.env.PORT ?? 8080),
  });
  process.once('SIGTERM', async () => {
    await running.drain();
    process.exit(0);
  });
}

main(process.env.FUNCTION_TARGET ?? '').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
});
