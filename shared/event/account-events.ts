import { z } from 'zod';
import { AccountId } from '../account/account.js';
import { topic } from './topic.js';

/** An account was deleted: nothing of it may be left anywhere, and nothing of it be kept any more. */
export const accountDeleted = topic(
  'account-deleted',
  z.object({ account: AccountId, at: z.iso.datetime() }),
  [{ account: '8a1f1a7e-0a43-4e5a-8d0b-3b1f6f0f9c33', at: '2026-11-21T18:00:00.000Z' }],
);
