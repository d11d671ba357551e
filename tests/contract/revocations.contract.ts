import { beforeEach, expect, it } from 'vitest';
import type { Revocations } from '../../shared/account/revocations.js';

export interface Revoking {
  revocations: Revocations;
  /** As each request learns it. */
  isRevoked(account: string, issuedAt: number, grant?: string): Promise<boolean | undefined>;
  advance(ms: number): void;
}

const AT = 1_795_000_000;

/** What every Revocations does. */
export function revocationsContract(open: () => Revoking): void {
  let revoking: Revoking;
  beforeEach(() => {
    revoking = open();
  });
  const revokedOf = (account: string, ...issued: readonly number[]) =>
    Promise.all(issued.map((at) => revoking.isRevoked(account, at)));

  it('takes back what was issued until then, and nothing of another account', async () => {
    await revoking.revocations.revoke('ada', AT);
    expect(await revokedOf('ada', AT - 900, AT, AT + 1)).toEqual([true, true, false]);
    expect(await revokedOf('grace', AT - 900)).toEqual([false]);
  });

  it('takes back what came from one sign-in, and leaves the others', async () => {
    await revoking.revocations.revoke('on-the-phone', AT);
    expect(await revoking.isRevoked('ada', AT, 'on-the-phone')).toBe(true);
    expect(await revoking.isRevoked('ada', AT + 1, 'on-the-phone')).toBe(false);
    expect(await revoking.isRevoked('ada', AT, 'on-the-television')).toBe(false);
    await revoking.revocations.revoke('ada', AT);
    expect(await revoking.isRevoked('ada', AT, 'on-the-television')).toBe(true);
  });

  it('keeps the latest stamp, in whatever order they come', async () => {
    for (const at of [AT, AT + 10, AT + 5, AT]) await revoking.revocations.revoke('ada', at);
    expect(await revokedOf('ada', AT + 10, AT + 11)).toEqual([true, false]);
  });

  it('keeps it as long as a token may live, and then forgets it', async () => {
    await revoking.revocations.revoke('ada', AT);
    revoking.advance(3_600_000);
    expect(await revokedOf('ada', AT)).toEqual([true]);
    revoking.advance(600_000);
    expect(await revokedOf('ada', AT)).toEqual([false]);
  });
}
