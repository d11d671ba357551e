import type { SignedInRole } from './roles.js';

/** What a valid access token of ours says. */
export interface AccessToken {
  /** Id of the account that it speaks for. */
  account: string;
  role: SignedInRole;
  /** What the client may do in the account's name. */
  scopes: readonly string[];
  /** Seconds since the epoch; whether it was taken back since then is for the front door to say. */
  issuedAt: number;
  /** The sign-in that it came from, which may have been ended since; of one that does not say, only the account counts. */
  grant?: string;
}

/** Access tokens that the authorization server has signed. */
export interface AccessTokens {
  /**
   * What the token says, where it is one that is valid now. One that does not say it is an access token is of another kind.
   * @throws Unavailable when it may be signed with a key that cannot be had now
   */
  read(token: string): Promise<AccessToken | 'not valid' | 'of another kind'>;
}
