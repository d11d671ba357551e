import { nodeEndpoint } from '../../shared/function/node-endpoint.js';
import type { Uses } from '../../shared/ports.js';

/** What OAuth and OpenID Connect describe, and nobody need look at twice. */
export const answerProtocol = nodeEndpoint((exchange, { authorizationServer }: Uses<'authorizationServer'>) =>
  authorizationServer.answer(exchange),
);
