import { z } from 'zod';
import { SignInRefused } from '../../auth/sign-in-providers.js';
import { callProvider, form } from './exchange.js';
import { address, type Provider } from './provider.js';

interface Client {
  id: string;
  secret: string;
  /** Stands in for GitHub's hosts. */
  origin: string | undefined;
}

const Token = z.object({ access_token: z.string() });
const User = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const Addresses = z.array(z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Sign-in with GitHub (docs.github.com, "Authorizing OAuth apps"). It speaks OAuth without identity tokens: who it is
 * says its API, to the token that the code was exchanged for, which is then thrown away.
 */
export function github({ id, secret, origin }: Client): Provider {
  const site = origin ?? 'https://github.com';
  const api = origin ?? 'https://api.github.com';
  const ask = (path: string, token: string) =>
    callProvider('github', `${api}${path}`, {
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'media-gateway',
      },
    });

  return {
    issuer: undefined,
    authorizationUrl: ({ redirectUri, state, challenge, hint }) =>
      address(`${site}/login/oauth/authorize`, {
        client_id: id,
        redirect_uri: redirectUri,
        scope: 'user:email',
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        login: hint,
      }),
    async identify(code, redirectUri, { verifier }) {
      const exchange = form({
        client_id: id,
        client_secret: secret,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      const token = Token.safeParse(
        await callProvider('github', `${site}/login/oauth/access_token`, exchange),
      );
      if (!token.success) throw new SignInRefused('GitHub did not accept this sign-in; begin again.');
      const { access_token } = token.data;
      const [user, addresses] = await Promise.all([
        ask('/user', access_token),
        ask('/user/emails', access_token),
      ]);
      const person = User.safeParse(user);
      if (!person.success) throw new SignInRefused('GitHub told nobody’s name; begin again.');
      const known = Addresses.safeParse(addresses).data ?? [];
      const email = known.find(({ primary, verified }) => primary && verified)?.email.toLowerCase();
      return {
        provider: 'github',
        subject: String(person.data.id),
        email: email ?? null,
        name: (person.data.name ?? person.data.login).slice(0, 200),
      };
    },
  };
}
