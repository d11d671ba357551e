import type { AccountId, ProviderName } from '../account/account.js';
import type { Exchange } from '../function/node-endpoint.js';

/** An authorization that waits for a person. */
export interface PendingAuthorization {
  id: string;
  /** What is asked of the person: who they are, or whether the client may. */
  prompt: 'login' | 'consent';
  client: { name: string; origin: string | null };
  /** What the client asks for and has not been given yet. */
  scopes: readonly string[];
  /** Whom the client expects, and where that person signs in; undefined where it does not say. */
  hint: string | undefined;
  provider: string | undefined;
}

export interface TokenAnswer {
  status: number;
  /** JSON, as RFC 6749 (5) has it. */
  body: Readonly<Record<string, unknown>>;
  /** What the browser is to keep. */
  cookies: readonly string[];
}

/** A refresh token, by whom it was given to. */
export interface RefreshToken {
  token: string;
  client: string;
}

/** OAuth 2.1, OpenID Connect and the device grant; what a person sees of them is for functions. */
export interface AuthorizationServer {
  /** Where its addresses begin, whatever host a request names. */
  issuer: string;
  /** Answers a request that the standards describe. */
  answer(exchange: Exchange): Promise<void>;
  /** The authorization that this browser has under way; undefined where there is none of that id. */
  pending(exchange: Exchange, id: string): Promise<PendingAuthorization | undefined>;
  /** Each answers where to send the browser. */
  signedIn(exchange: Exchange, account: AccountId, provider: ProviderName): Promise<string>;
  consented(exchange: Exchange): Promise<string>;
  refused(exchange: Exchange, why: string): Promise<string>;
  /** As POST to the token endpoint. */
  token(exchange: Exchange, parameters: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  /** Ends the browser's session, and the family of the refresh token. Answers what the browser is to forget. */
  signOut(exchange: Exchange, refresh: RefreshToken | undefined): Promise<readonly string[]>;
  /** The refresh token that this browser keeps for our web application. */
  refreshCookie(exchange: Exchange): string | undefined;
  /** Who is signed in in this browser. */
  sessionAccount(exchange: Exchange): Promise<AccountId | undefined>;
  /** A mark that a browser gets with a user code that exists, so that sending it again is no guess. */
  isKnownUserCode(code: string, mark: string): boolean;
}
