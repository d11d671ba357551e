import type { ProvenIdentity } from '../../account/account.js';

/** What a state holds for the way back. */
export interface Secrets {
  nonce: string;
  /** Of PKCE (RFC 7636). */
  verifier: string;
}

export interface Request {
  redirectUri: string;
  state: string;
  nonce: string;
  challenge: string;
  hint: string | undefined;
}

/** One place where people prove who they are. */
export interface Provider {
  /** What it names itself in its responses, where it does (RFC 9207). */
  issuer: string | undefined;
  authorizationUrl(request: Request): string;
  identify(code: string, redirectUri: string, secrets: Secrets): Promise<ProvenIdentity>;
}

/** An address without empty parameters. */
export function address(base: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
