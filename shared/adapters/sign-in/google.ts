import type { TokenPayload } from 'google-auth-library';
import { z } from 'zod';
import type { ProvenIdentity } from '../../account/account.js';
import { SignInRefused } from '../../auth/sign-in-providers.js';
import { callProvider, form } from './exchange.js';
import { address, type Provider } from './provider.js';

interface Client {
  id: string;
  secret: string;
  /** Stands in for Google's hosts. */
  origin: string | undefined;
}

const Tokens = z.object({ id_token: z.string() });

/** Sign-in with Google by OpenID Connect (developers.google.com/identity/openid-connect). */
export function google({ id, secret, origin }: Client): Provider {
  const authorization = `${origin ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`;
  const token = `${origin ?? 'https://oauth2.googleapis.com'}/token`;
  const certificates = `${origin ?? 'https://www.googleapis.com'}/oauth2/v1/certs`;

  /** Loaded for the first sign-in, not for the start. */
  let verifying: Promise<(idToken: string) => Promise<TokenPayload | undefined>> | undefined;
  const verifier = () =>
    (verifying ??= import('google-auth-library').then(({ OAuth2Client }) => {
      const client = new OAuth2Client({
        clientId: id,
        endpoints: { oauth2FederatedSignonPemCertsUrl: certificates },
      });
      return async (idToken) => (await client.verifyIdToken({ idToken, audience: id })).getPayload();
    }));

  return {
    issuer: 'https://accounts.google.com',
    authorizationUrl: ({ redirectUri, state, nonce, challenge, hint }) =>
      address(authorization, {
        client_id: id,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        login_hint: hint,
      }),
    async identify(code, redirectUri, { nonce, verifier: code_verifier }) {
      const answer = await callProvider(
        'google',
        token,
        form({
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          client_id: id,
          client_secret: secret,
          code_verifier,
        }),
      );
      const tokens = Tokens.safeParse(answer);
      if (!tokens.success) throw new SignInRefused('Google told nobody’s name; begin again.');
      const verify = await verifier();
      const payload = await verify(tokens.data.id_token).catch((error: unknown) => {
        throw new SignInRefused('Google’s identity token is not valid; begin again.', error);
      });
      if (!payload || payload.nonce !== nonce) {
        throw new SignInRefused('This identity token was made for another sign-in; begin again.');
      }
      return identityOf(payload);
    },
  };
}

function identityOf({ sub, email, email_verified, name }: TokenPayload): ProvenIdentity {
  const verified = email_verified === true && z.email().safeParse(email).success;
  return {
    provider: 'google',
    subject: sub,
    email: verified && email !== undefined ? email.toLowerCase() : null,
    name: name?.slice(0, 200) ?? null,
  };
}
