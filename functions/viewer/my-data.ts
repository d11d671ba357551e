import { z } from 'zod';
import { AccountId } from '../../shared/account/account.js';
import { record } from '../../shared/audit/record.js';
import { endpoint } from '../../shared/function/endpoint.js';
import type { Uses } from '../../shared/ports.js';
import { deleteAccount } from '../../shared/privacy/delete-account.js';
import { type HolderName, holderNames } from '../../shared/privacy/holdings.js';
import { knownViewer, stillThere } from '../../shared/viewer/viewer.js';

const held: Readonly<Record<HolderName, string>> = {
  account: 'The account, as your sign-in provider told it.',
  household: 'Profiles, preferences and privacy settings; null where you have said nothing yet.',
  sign_ins: 'Sessions and tokens; what would let whoever reads it in is left out.',
  evidence: 'The audit log about you.',
  recent_writes: 'Answers to writes with an Idempotency-Key, kept for a day.',
  limits: 'When your latest requests came, as far as limits need it.',
  tastes:
    'What each profile told of titles, and what was learned of it: numbers that mean nothing but to the recommender.',
  messages_not_handled: 'Messages that name you and that no attempt could handle.',
};

export const exportMyData = endpoint({
  summary: 'Everything that is held about me',
  description:
    'As JSON, by what keeps it. From the owner’s profile only. That it was asked for is kept in evidence.',
  answer: z
    .object({
      exported_at: z.iso.datetime(),
      data: z.object(
        Object.fromEntries(holderNames.map((name) => [name, z.unknown().describe(held[name])])) as Record<
          HolderName,
          z.ZodUnknown
        >,
      ),
    })
    .meta({ id: 'Export' }),
  problems: ['account-not-found'],
  handle: async ({ viewer }, ports: Uses<'events' | 'personalData'>) => {
    const { account } = knownViewer(viewer);
    await record('data-exported', { account }, ports);
    const data = await ports.personalData.exportOf(account);
    return { exported_at: new Date(ports.clock.now()).toISOString(), data };
  },
});

export const deleteMyAccount = endpoint({
  summary: 'Delete my account and everything about me',
  description:
    'At once nobody is signed in to it any more. Within an hour nothing of it is left in any store, cache or queue, and ' +
    'within seven days in no backup. From the owner’s profile only. It cannot be undone; signing in again makes a new account.',
  status: 202,
  answer: z
    .object({
      id: AccountId,
      forgotten_by: z.iso.datetime().describe('When nothing is left of it but in backups.'),
    })
    .meta({ id: 'Deletion' }),
  problems: ['account-not-found', 'last-administrator'],
  handle: async ({ viewer }, ports: Uses<'accounts' | 'events' | 'revocations'>) => {
    return stillThere(await deleteAccount(knownViewer(viewer).account, null, ports));
  },
});
