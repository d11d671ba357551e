import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { AccountId } from '../../shared/account/account.js';
import { type Once, onceOf } from '../../shared/idempotency/once.js';
import { Problem } from '../../shared/problem/problem.js';
import { type Household, newHousehold, ProfileId, withProfile } from '../../shared/viewer/household.js';
import type { Households } from '../../shared/viewer/households.js';

interface Opened {
  households: Households;
  /** As deletion does. */
  bury(account: AccountId): Promise<void>;
  advance(ms: number): void;
}

const DAY_MS = 86_400_000;
const personOf = () => AccountId.parse(randomUUID());
const keyed = (account: AccountId, body: string, key = 'one'): Once =>
  onceOf({ key, account, method: 'PATCH', path: '/', body: createHash('sha256').update(body).digest() });

/** What every store of households does. `open` gives an empty one. */
export function householdsContract(open: () => Opened): void {
  let opened: Opened;
  let households: Households;
  let ada: AccountId;
  beforeEach(() => {
    opened = open();
    households = opened.households;
    ada = personOf();
  });

  const named = (household: Household) => household.profiles[0]?.preferences.country ?? null;
  const moveTo = (country: string, once?: Once) =>
    households.change(
      ada,
      (household) => {
        const [owner, ...others] = household.profiles;
        if (!owner) throw new Error('A household has an owner');
        const moved = { ...owner, preferences: { ...owner.preferences, country } };
        return { household: { ...household, profiles: [moved, ...others] }, answer: country };
      },
      once,
    );

  it('gives that of a new account where nothing was said', async () => {
    expect(await households.get(ada)).toEqual(newHousehold(ada));
  });

  it('keeps what is changed, for that account alone', async () => {
    expect(await moveTo('DE')).toBe('DE');
    expect(named((await households.get(ada)) as Household)).toBe('DE');
    const other = personOf();
    expect(await households.get(other)).toEqual(newHousehold(other));
  });

  it('changes nothing where the change is refused', async () => {
    const refuse = households.change(ada, () => {
      throw new Problem('conflict', 'No.');
    });
    await expect(refuse).rejects.toThrow(Problem);
    expect(await households.get(ada)).toEqual(newHousehold(ada));
  });

  it('loses no change of many at once', async () => {
    const add = (name: string) =>
      households.change(ada, (household) => {
        const profile = {
          id: ProfileId.parse(randomUUID()),
          name,
          kind: 'standard' as const,
          preferences: {},
        };
        return { household: withProfile(household, profile), answer: name };
      });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map(add));
    const kept = (await households.get(ada))?.profiles.map(({ name }) => name);
    expect(kept?.slice(1).sort()).toEqual(names);
  });

  it('makes a keyed change once, and tells the same again for a day', async () => {
    const once = keyed(ada, 'to Germany');
    expect(await Promise.all(Array.from({ length: 20 }, () => moveTo('DE', once)))).toEqual(
      Array(20).fill('DE'),
    );
    await moveTo('FR');
    expect(await moveTo('IT', once)).toBe('DE');
    expect(named((await households.get(ada)) as Household)).toBe('FR');
    opened.advance(DAY_MS + 1);
    expect(await moveTo('IT', once)).toBe('IT');
  });

  it('refuses a key that comes with another change', async () => {
    await moveTo('DE', keyed(ada, 'to Germany'));
    await expect(moveTo('FR', keyed(ada, 'to France'))).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(await moveTo('FR', keyed(ada, 'to France', 'two'))).toBe('FR');
  });

  it('keeps nothing of an account that was deleted', async () => {
    await moveTo('DE');
    await opened.bury(ada);
    expect(await households.get(ada)).toBeUndefined();
    expect(await moveTo('FR')).toBeUndefined();
  });
}
