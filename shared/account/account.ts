import { z } from 'zod';

/** Names a person for us; says nothing of who it is. */
export const AccountId = z.uuid().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** Roles that an account can have; `anonymous` is whoever has not signed in. */
export const AccountRole = z.enum(['free_user', 'premium_user', 'admin']);
export type AccountRole = z.infer<typeof AccountRole>;

export const AccountStatus = z.enum(['active', 'suspended']);
export type AccountStatus = z.infer<typeof AccountStatus>;

export const providerNames = ['google', 'github'] as const;
export const ProviderName = z.enum(providerNames);
export type ProviderName = z.infer<typeof ProviderName>;

/** A person as a sign-in provider knows them: the subject is the provider's own, and never given to anybody else. */
export const Identity = z.object({ provider: ProviderName, subject: z.string().min(1).max(255) });
export type Identity = z.infer<typeof Identity>;

/** What a provider vouches for at a sign-in. */
export const ProvenIdentity = Identity.extend({
  /** Verified by the provider; null where it has or tells none. */
  email: z.email().nullable(),
  name: z.string().max(200).nullable(),
});
export type ProvenIdentity = z.infer<typeof ProvenIdentity>;

export const Account = z.object({
  id: AccountId,
  role: AccountRole,
  status: AccountStatus,
  identities: z.array(Identity).min(1),
  email: z.email().nullable(),
  name: z.string().nullable(),
  created_at: z.iso.datetime(),
  /** Tokens issued up to this second of the epoch are no longer good; 0 when nothing was revoked. */
  tokens_valid_after: z.int().min(0),
});
export type Account = z.infer<typeof Account>;
