import type { Target } from './ingest/admin-api.js';

/** The operator's token: given, or from the console of a local suite, which names itself in its answers. */
export async function operatorTarget(api: string): Promise<Target> {
  const given = process.env.MEDIA_GATEWAY_TOKEN;
  if (given) return { api, token: given };
  const health = await fetch(new URL('/health', api)).catch((error: Error) => {
    throw new Error(`${api} cannot be reached (${error.message}); start the system with npm start`);
  });
  const console_ = health.headers.get('x-media-gateway-console');
  if (!console_)
    throw new Error(`${api} is not a local suite; give an operator's identity token in MEDIA_GATEWAY_TOKEN`);
  const answer = await fetch(new URL('/control/token', console_), { method: 'POST' });
  return { api, token: ((await answer.json()) as { token: string }).token };
}
