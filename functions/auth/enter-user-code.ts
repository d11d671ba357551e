import { clientAddress } from '../../shared/function/client-address.js';
import { type Exchange, nodeEndpoint } from '../../shared/function/node-endpoint.js';
import { limitOf } from '../../shared/limits/limits.js';
import { networkOf } from '../../shared/limits/network.js';
import type { Uses } from '../../shared/ports.js';
import { Problem } from '../../shared/problem/problem.js';

type Ports = Uses<'authorizationServer' | 'frontDoor'>;

/** POST of the page /device. Codes are short, so that guesses are counted (RFC 8628, 5.1). */
export const enterUserCode = nodeEndpoint(async (exchange, ports: Ports) => {
  const form = new URLSearchParams(exchange.body.toString());
  const code = form.get('user_code');
  const isGuess = code && !ports.authorizationServer.isKnownUserCode(code, form.get('known') ?? '');
  if (isGuess) await countGuess(exchange, ports);
  await ports.authorizationServer.answer(exchange);
});

/** @throws Unavailable where nobody can count: rather no device is connected than somebody tries all codes */
async function countGuess(exchange: Exchange, { authorizationServer, frontDoor }: Ports): Promise<void> {
  const limit = limitOf('user-code', 'anonymous') ?? 0;
  const account = await authorizationServer.sessionAccount(exchange);
  const subjects = [
    `address:${networkOf(clientAddress(exchange.request)) ?? 'unknown'}`,
    ...(account === undefined ? [] : [`account:${account}`]),
  ];
  const claims = subjects.map((subject) => ({ bucket: 'user-code' as const, subject, limit }));
  const { decisions } = await frontDoor.ask({ claims });
  const refused = decisions.filter(({ allowed }) => !allowed);
  if (refused.length === 0) return;
  const wait = Math.ceil(Math.max(...refused.map(({ freeInMs }) => freeInMs)) / 1_000);
  throw new Problem('rate-limited', `Too many codes; try again in ${wait} s, as Retry-After says.`, {
    headers: { 'retry-after': String(wait) },
  });
}
