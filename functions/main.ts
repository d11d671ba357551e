import { compose } from '../shared/compose.js';
import type { Service } from '../shared/function/declare.js';
import { services } from './manifest.js';
import { serve } from './serve.js';

/** What the cloud starts: `FUNCTION_TARGET` names the service, `PORT` says where it listens. */
const target = process.env.FUNCTION_TARGET ?? '';
const service: Service | undefined = (services as Record<string, Service>)[target];
if (!service) {
  process.stderr.write(
    `FUNCTION_TARGET is "${target}"; set it to one of ${Object.keys(services).join(', ')}.\n`,
  );
  process.exit(2);
}
const pool = await compose(process.env, {
  service: target,
  uses: Object.values(service.routes).flatMap((route) => route.uses),
});
const running = await serve(target, service, pool, Number(process.env.PORT ?? 8080));
process.once('SIGTERM', async () => {
  await running.drain();
  process.exit(0);
});
