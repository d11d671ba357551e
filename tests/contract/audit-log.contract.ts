import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { AccountId } from '../../shared/account/account.js';
import { AUDIT_RETENTION_MS, type AuditEntry, type AuditLog } from '../../shared/audit/audit-log.js';

const AT = Date.parse('2026-11-21T10:00:00.000Z');
const personOf = () => AccountId.parse(randomUUID());

interface Opened {
  log: AuditLog;
  /** Everything that is stored outside the keys, as text. */
  rows(): Promise<string>;
  advance(ms: number): void;
}

/** What every audit log does. `open` gives an empty one at the time AT or later. */
export function auditLogContract(open: () => Opened): void {
  let opened: Opened;
  let log: AuditLog;
  beforeEach(() => {
    opened = open();
    log = opened.log;
  });

  const entryOf = (given: Partial<AuditEntry> = {}): AuditEntry => ({
    id: randomUUID(),
    at: new Date(AT).toISOString(),
    event: 'signed-in',
    account: personOf(),
    actor: null,
    details: { client: 'canary-client' },
    ...given,
  });

  it('gives back what was written, the latest first', async () => {
    const [early, late] = [entryOf(), entryOf({ at: new Date(AT + 1_000).toISOString() })];
    await log.write(early);
    await log.write(late);
    expect(await log.read({ limit: 10 })).toEqual([late, early]);
    expect(await log.read({ limit: 1 })).toEqual([late]);
    expect(await log.read({ limit: 10, before: late.at })).toEqual([early]);
  });

  it('finds what is about one person', async () => {
    const [ada, root] = [personOf(), personOf()];
    const own = entryOf({ account: ada });
    const done = entryOf({
      account: ada,
      actor: root,
      event: 'role-changed',
      at: new Date(AT + 1).toISOString(),
    });
    for (const entry of [own, done, entryOf()]) await log.write(entry);
    expect(await log.read({ account: ada, limit: 10 })).toEqual([done, own]);
    expect(await log.read({ account: personOf(), limit: 10 })).toEqual([]);
  });

  it('finds what is of a kind and of a time, page by page', async () => {
    const ada = personOf();
    const entries = [0, 1, 1, 1, 2, 3].map((seconds, i) =>
      entryOf({
        account: ada,
        event: i % 2 === 0 ? 'signed-in' : 'token-issued',
        at: new Date(AT + seconds * 1_000).toISOString(),
      }),
    );
    for (const entry of entries) await log.write(entry);
    const at = (seconds: number) => new Date(AT + seconds * 1_000).toISOString();
    expect(await log.read({ limit: 10, event: 'signed-in' })).toHaveLength(3);
    expect(await log.read({ limit: 10, event: 'signed-in', account: ada, from: at(2) })).toEqual([
      entries[4],
    ]);
    expect(await log.read({ limit: 10, from: at(1), before: at(2) })).toHaveLength(3);
    const all = await log.read({ limit: 10 });
    const seen: AuditEntry[] = [];
    for (;;) {
      const page = await log.read({ limit: 2, after: seen.at(-1) });
      if (page.length === 0) break;
      seen.push(...(page as AuditEntry[]));
    }
    expect(seen).toEqual(all);
    expect(seen).toHaveLength(6);
  });

  it('keeps an entry once and as it was first written', async () => {
    const entry = entryOf();
    await log.write(entry);
    await log.write({ ...entry, event: 'signed-out', details: {} });
    await Promise.all(Array.from({ length: 10 }, () => log.write(entry)));
    expect(await log.read({ limit: 10 })).toEqual([entry]);
  });

  it('keeps what is about nobody', async () => {
    const refused = entryOf({ account: null, event: 'sign-in-refused' });
    await log.write(refused);
    expect(await log.read({ limit: 10 })).toEqual([refused]);
  });

  it('does not tell who it was, nor what, without the key', async () => {
    const entry = entryOf();
    await log.write(entry);
    const stored = await opened.rows();
    expect(stored).toContain('signed-in');
    expect(stored).not.toContain(entry.account);
    expect(stored).not.toContain('canary-client');
  });

  it('gives one person one pseudonym, however many entries come at once', async () => {
    const ada = personOf();
    await Promise.all(Array.from({ length: 10 }, () => log.write(entryOf({ account: ada }))));
    expect(await log.read({ account: ada, limit: 20 })).toHaveLength(10);
  });

  it('forgets a person for good, also what comes late', async () => {
    const ada = personOf();
    const [before, after] = [entryOf({ account: ada }), entryOf({ account: ada })];
    await log.write(before);
    await log.forget(ada);
    await log.write(after);
    expect(await log.read({ account: ada, limit: 10 })).toEqual([]);
    for (const row of await log.read({ limit: 10 })) {
      expect(row).toMatchObject({ event: 'signed-in', account: null, actor: null, details: null });
    }
    expect(await log.read({ limit: 10 })).toHaveLength(2);
  });

  it('keeps nothing longer than two years', async () => {
    await log.write(entryOf());
    opened.advance(AUDIT_RETENTION_MS + 1_000);
    expect(await log.read({ limit: 10 })).toEqual([]);
  });
}
