import { type Exchange, nodeEndpoint } from '../../shared/function/node-endpoint.js';
import type { Uses } from '../../shared/ports.js';

/** What OAuth and OpenID Connect describe. */
export function answer(
  exchange: Exchange,
  { authorizationServer }: Uses<'authorizationServer'>,
): Promise<void> {
  return authorizationServer.answer(exchange);
}

/** Pages, and addresses that a browser comes by on its way. */
export const answerProtocol = nodeEndpoint(answer);
