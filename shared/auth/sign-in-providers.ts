import type { ProvenIdentity, ProviderName } from '../account/account.js';

/** A sign-in did not come about; the message tells the person what to do. */
export class SignInRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SignInRefused';
  }
}

/** What a browser brings back from a provider. */
export type Returned = Readonly<Record<string, string | undefined>>;

/** Where people prove who they are: no password is ever ours. */
export interface SignInProviders {
  /** Those that the operator has registered a client at. */
  offered: readonly ProviderName[];
  /**
   * Where to send a browser. What comes back is bound to the interaction, to the provider and to secrets that only the
   * state holds, sealed.
   * @param interaction id of the authorization under way
   */
  begin(provider: ProviderName, interaction: string, hint: string | undefined): string;
  /** The interaction that a browser comes back to; undefined where the state is none of ours or too old. */
  interactionOf(provider: ProviderName, state: string): string | undefined;
  /**
   * Who it is, as the provider says.
   * @throws SignInRefused where anything does not fit, Unavailable where the provider cannot be asked
   */
  complete(provider: ProviderName, interaction: string, returned: Returned): Promise<ProvenIdentity>;
}
