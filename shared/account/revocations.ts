/** Longest life of an access token that we accept, in seconds, whatever an operator has configured. */
export const LONGEST_TOKEN_SECONDS = 3_600;

/** Takes back access tokens that were issued already: each request looks whether that happened (see FrontDoor). */
export interface Revocations {
  /**
   * No token of the account, or of the grant, that was issued then or before is good any more. Repeats and late calls
   * change nothing.
   * @param accountOrGrant its id; no two share one
   * @param atSeconds since the epoch
   * @throws Unavailable when it may not have been kept
   */
  revoke(accountOrGrant: string, atSeconds: number): Promise<void>;
}
