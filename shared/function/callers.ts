import type { Caller } from '../account/roles.js';
import type { PortPool } from '../ports.js';

/** Who a request's token speaks for. */
export interface Identified {
  caller: Caller;
  /** Of an access token, which may have been taken back since: when it was issued, seconds since the epoch. */
  issuedAt?: number;
  /** Of an access token: the sign-in that it came from. */
  grant?: string;
}

export const nobody: Caller = { role: 'anonymous' };

/**
 * Undefined where there is a token and it is nobody's.
 * @throws Unavailable when its issuer's keys cannot be had
 */
export async function identify(
  authorization: string | undefined,
  pool: PortPool,
): Promise<Identified | undefined> {
  if (authorization === undefined) return { caller: nobody };
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return undefined;
  const { accessTokens, operators } = await pool.take(['accessTokens', 'operators']);
  const read = await accessTokens.read(token);
  if (read === 'not valid') return undefined;
  if (read === 'of another kind') {
    const account = await operators.recognise(token);
    return account === undefined ? undefined : { caller: { role: 'admin', account } };
  }
  const { account, role, scopes, ...origin } = read;
  return { caller: { account, role, scopes }, ...origin };
}
