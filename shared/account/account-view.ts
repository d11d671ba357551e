import { z } from 'zod';
import { Account } from './account.js';

/** An account as administrators see it. */
export const AccountView = Account.omit({ tokens_valid_after: true })
  .extend({ identities: z.array(z.object({ provider: Account.shape.identities.element.shape.provider })) })
  .meta({ id: 'Account' });
export type AccountView = z.infer<typeof AccountView>;

/** Subjects at providers are nobody's business. */
export function viewOf({ id, role, status, identities, email, name, created_at }: Account): AccountView {
  const providers = identities.map(({ provider }) => ({ provider }));
  return { id, role, status, identities: providers, email, name, created_at };
}
