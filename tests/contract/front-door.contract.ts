import { beforeEach, expect, it } from 'vitest';
import type { Revocations } from '../../shared/account/revocations.js';
import type { CacheGeneration } from '../../shared/cache/cache-generation.js';
import type { Arrival, FrontDoor } from '../../shared/limits/front-door.js';

export interface Entrance {
  /** Of two instances. */
  doors: readonly [FrontDoor, FrontDoor];
  revocations: Revocations;
  generation: CacheGeneration;
  advance(ms: number): void;
}

const NOW = Date.parse('2026-11-21T10:00:00Z');
const claim = { bucket: 'common', subject: 'account:ada', limit: 3 } as const;
const wanted = { claims: [claim], answer: { name: 'one', counted: false } };
const token = { account: 'ada', issuedAt: 1_795_000_000 };

/** What every FrontDoor does, beside limiting and revoking. */
export function frontDoorContract(open: () => Entrance): void {
  let entrance: Entrance;
  let mine: FrontDoor;
  let other: FrontDoor;
  beforeEach(() => {
    entrance = open();
    [mine, other] = entrance.doors;
  });
  const keep = (text: string, generation = 0) => mine.keep({ name: 'one', generation, text, seconds: 30 });

  it('decides, knows the token and has the answer, all at once', async () => {
    await keep('the answer');
    expect(await other.ask({ ...wanted, token })).toMatchObject({
      decisions: [{ allowed: true, remaining: 2 }],
      revoked: false,
      cache: { generation: 0, asked: 0, answer: 'the answer' },
    });
  });

  it('tells only what it was asked', async () => {
    await keep('the answer');
    expect(await mine.ask({ claims: [] })).toEqual({ decisions: [], revoked: false });
  });

  it.each(['plain', 'ünïcödé 🎬 "quoted" \\ \n', 'x'.repeat(250_000)])(
    'gives back what was kept',
    async (text) => {
      await keep(text);
      expect((await other.ask(wanted)).cache?.answer).toBe(text);
    },
  );

  it('forgets an answer when its time is over', async () => {
    await keep('the answer');
    entrance.advance(30_001);
    expect((await other.ask(wanted)).cache).toEqual({ generation: 0, asked: 0 });
  });

  it('has no answer of an earlier generation, and none of a later one', async () => {
    await keep('of the first');
    await entrance.generation.bump(NOW);
    expect((await other.ask(wanted)).cache).toEqual({ generation: NOW, asked: 0 });
    await keep('too late', 0);
    expect((await other.ask(wanted)).cache?.answer).toBeUndefined();
    await keep('of the second', NOW);
    expect((await other.ask(wanted)).cache?.answer).toBe('of the second');
  });

  it('spares who holds the answer of this generation', async () => {
    await keep('the answer');
    const holding = (held: number): Arrival => ({ ...wanted, answer: { ...wanted.answer, held } });
    expect((await mine.ask(holding(0))).cache).toEqual({ generation: 0, asked: 0 });
    await entrance.generation.bump(NOW);
    await keep('another', NOW);
    expect((await mine.ask(holding(0))).cache).toMatchObject({ generation: NOW, answer: 'another' });
  });

  it('counts how often an answer is asked for in a minute, whoever asks', async () => {
    const counting = { claims: [], answer: { name: 'one', counted: true } };
    const asked: (number | undefined)[] = [];
    for (const door of [mine, other, mine]) asked.push((await door.ask(counting)).cache?.asked);
    expect(asked).toEqual([1, 2, 3]);
    entrance.advance(60_001);
    expect((await mine.ask(counting)).cache?.asked).toBe(1);
  });

  it('has no answer for who is over the limit', async () => {
    await keep('the answer');
    for (let i = 0; i < 3; i++) await mine.ask(wanted);
    const { decisions, cache } = await mine.ask(wanted);
    expect([decisions[0]?.allowed, cache]).toEqual([false, undefined]);
  });

  it('counts a token that was taken back apart, and has no answer for it', async () => {
    await keep('the answer');
    await entrance.revocations.revoke('ada', token.issuedAt);
    for (let i = 0; i < 5; i++) {
      const { decisions, revoked, cache } = await other.ask({ ...wanted, token });
      expect([decisions[0]?.allowed, revoked, cache]).toEqual([i < 3, true, undefined]);
    }
    const fresh = { ...token, issuedAt: token.issuedAt + 1 };
    const { decisions, revoked } = await mine.ask({ ...wanted, token: fresh });
    expect([decisions[0]?.remaining, revoked]).toEqual([2, false]);
  });
}
