import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ProviderName } from '../../account/account.js';
import { type SignInProviders, SignInRefused } from '../../auth/sign-in-providers.js';
import type { Clock } from '../../clock.js';
import { Sealing } from '../oidc/sealing.js';
import type { SignInConfig } from './env.js';
import { github } from './github.js';
import { google } from './google.js';
import type { Provider } from './provider.js';

/** How long somebody may take at the provider. */
const STATE_LIFETIME_MS = 15 * 60_000;
const SECRET_BYTES = 32;
const PURPOSE = 'sign-in-state';

const State = z.object({
  interaction: z.string(),
  provider: ProviderName,
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
});

export function signInProviders(config: SignInConfig, clock: Clock): SignInProviders {
  const sealing = new Sealing(config.AUTH_SESSION_KEY);
  const providers = registered(config);
  const redirectUri = (provider: ProviderName) => `${config.AUTH_ISSUER}/api/v1/auth/callback/${provider}`;
  const known = (provider: ProviderName): Provider => {
    const found = providers.get(provider);
    if (!found) throw new SignInRefused('This provider is not offered here; choose another one.');
    return found;
  };
  /** A state for one provider, brought to another one's callback, is a mix-up (RFC 9700, 4.4). */
  const stateOf = (provider: ProviderName, sealed: string) => {
    const state = State.safeParse(sealing.open(PURPOSE, sealed)).data;
    return state?.provider === provider && clock.now() < state.until ? state : undefined;
  };

  return {
    offered: [...providers.keys()],
    begin(provider, interaction, hint) {
      const nonce = randomBytes(SECRET_BYTES).toString('base64url');
      const verifier = randomBytes(SECRET_BYTES).toString('base64url');
      const until = clock.now() + STATE_LIFETIME_MS;
      return known(provider).authorizationUrl({
        redirectUri: redirectUri(provider),
        state: sealing.seal(PURPOSE, { interaction, provider, nonce, verifier, until }),
        nonce,
        challenge: createHash('sha256').update(verifier).digest('base64url'),
        hint,
      });
    },
    interactionOf: (provider, sealed) => stateOf(provider, sealed)?.interaction,
    async complete(provider, interaction, { state: sealed = '', code, iss, error }) {
      const { issuer, identify } = known(provider);
      const state = stateOf(provider, sealed);
      if (state?.interaction !== interaction) {
        throw new SignInRefused('This answer belongs to another sign-in; begin again.');
      }
      if (iss !== undefined && iss !== issuer) {
        throw new SignInRefused('This answer comes from another provider; begin again.');
      }
      if (error !== undefined || !code) throw new SignInRefused('The sign-in was ended at the provider.');
      return identify(code, redirectUri(provider), state);
    },
  };
}

function registered(config: SignInConfig): ReadonlyMap<ProviderName, Provider> {
  const found = new Map<ProviderName, Provider>();
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = config;
  if (GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET) {
    const origin = config.GOOGLE_SIGN_IN_ORIGIN;
    found.set('google', google({ id: GOOGLE_CLIENT_ID, secret: GOOGLE_CLIENT_SECRET, origin }));
  }
  if (GITHUB_CLIENT_ID && GITHUB_CLIENT_SECRET) {
    const origin = config.GITHUB_SIGN_IN_ORIGIN;
    found.set('github', github({ id: GITHUB_CLIENT_ID, secret: GITHUB_CLIENT_SECRET, origin }));
  }
  return found;
}
