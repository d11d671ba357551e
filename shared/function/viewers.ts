import type { IncomingMessage } from 'node:http';
import { AccountId } from '../account/account.js';
import type { PortPool } from '../ports.js';
import { Problem, Unavailable } from '../problem/problem.js';
import { type Viewer, viewerOf } from '../viewer/viewer.js';
import { header } from './answer.js';
import type { Identified } from './callers.js';

/** Names the profile of the account that watches; the owner's where absent. */
export const PROFILE_HEADER = 'x-profile';

/**
 * The profile that a request is made from; undefined where nobody has signed in. While that cannot be found out, the owner
 * goes on without what they have told us; whoever names a profile may have been given it for its ceiling, and waits.
 * @throws Problem where it is none, or Unavailable
 */
export async function watching(
  request: IncomingMessage,
  identified: Identified | undefined,
  pool: PortPool,
): Promise<Viewer | 'unknown' | undefined> {
  const asked = header(request, PROFILE_HEADER);
  const account = accountOf(identified);
  if (account === undefined) {
    if (asked === undefined) return undefined;
    throw unauthenticated('A profile belongs to an account; sign in, or leave X-Profile out.');
  }
  const { households } = await pool.take(['households']);
  try {
    const household = await households.get(account);
    if (!household) throw unauthenticated('The account of this token was deleted; sign in to begin anew.');
    return viewerOf(account, household, asked);
  } catch (error) {
    if (error instanceof Unavailable && asked === undefined) return 'unknown';
    throw error;
  }
}

/** Of an access token; operators come with tokens of Google's, and watch nothing. */
function accountOf(identified: Identified | undefined): AccountId | undefined {
  if (identified?.issuedAt === undefined) return undefined;
  return AccountId.safeParse(identified.caller.account).data;
}

function unauthenticated(detail: string): Problem {
  return new Problem('not-authenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });
}
