import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AccountId } from '../../account/account.js';
import type { AuditEvent } from '../../audit/audit-log.js';
import { record } from '../../audit/record.js';
import type { Uses } from '../../ports.js';

/** What of a token's life is kept in evidence, told before the answer is sent. */
export class Evidence {
  readonly #telling = new WeakMap<object, Promise<void>[]>();
  readonly #ports: Pick<Uses<'events'>, 'clock' | 'newId' | 'events'>;

  constructor(provider: Provider, ports: Pick<Uses<'events'>, 'clock' | 'newId' | 'events'>) {
    this.#ports = ports;
    provider.on('grant.success', (ctx) => {
      const isRefresh = ctx.oidc.params?.['grant_type'] === 'refresh_token';
      this.#tell(ctx, isRefresh ? 'token-refreshed' : 'token-issued');
    });
    provider.on('registration_create.success', (ctx) => this.#tell(ctx, 'client-registered'));
    provider.on('authorization.success', (ctx) => {
      if (ctx.oidc.entities.DeviceCode) this.#tell(ctx, 'device-approved');
    });
    provider.on('code_verification.error', (ctx) => {
      if (ctx.oidc.entities.DeviceCode?.error === 'access_denied') this.#tell(ctx, 'device-denied');
    });
  }

  /** @throws Unavailable when something may be lost */
  async told(ctx: object): Promise<void> {
    await Promise.all(this.#telling.get(ctx) ?? []);
  }

  #tell(ctx: KoaContextWithOIDC, event: AuditEvent): void {
    const { account, client, session } = ctx.oidc;
    const who = (account?.accountId ?? session?.accountId) as AccountId | undefined;
    const details: Record<string, string> = client ? { client: client.clientId.slice(0, 512) } : {};
    const telling = record(event, { account: who ?? null, details }, this.#ports);
    // Whoever waits for it learns of a failure; until then it is nobody's.
    telling.catch(() => undefined);
    this.#telling.set(ctx, [...(this.#telling.get(ctx) ?? []), telling]);
  }
}
