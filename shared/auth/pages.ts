import { createHash } from 'node:crypto';
import type { ProviderName } from '../account/account.js';

/** What people see of signing in: plain pages, usable on a phone and without scripts. */

const style = `:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}body{max-width:26rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.5rem;line-height:1.25}a.choice,button{display:block;box-sizing:border-box;width:100%;margin:.75rem 0;padding:.75rem;border:1px solid;border-radius:.5rem;background:none;color:inherit;font:inherit;text-align:center;text-decoration:none;cursor:pointer}button.primary{background:#1a56db;border-color:#1a56db;color:#fff}input[type=text]{box-sizing:border-box;width:100%;padding:.75rem;font:inherit;font-size:1.5rem;letter-spacing:.1em;text-align:center;text-transform:uppercase}code{font-size:2rem;letter-spacing:.1em}.trouble{border-left:.25rem solid #b91c1c;padding-left:.75rem}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * No page of ours may be framed, run what is not ours, or tell where it came from. Forms may lead elsewhere: after the
 * person's consent, to the client.
 */
export const pageHeaders = {
  'content-security-policy': `default-src 'none';style-src 'sha256-${styleHash}';script-src ;base-uri 'none';frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

const providerNames: Readonly<Record<ProviderName, string>> = { google: 'Google', github: 'GitHub' };

export function errorPage(message: string): string {
  return page('That did not work', `<p class="trouble">${escaped(message)}</p>`);
}

/** @param links where each provider's sign-in begins */
export function providersPage(client: string, links: readonly [ProviderName, string][]): string {
  const choices = links.map(
    ([provider, link]) =>
      `<a class="choice" href="${escaped(link)}">Continue with ${providerNames[provider]}</a>`,
  );
  return page('Sign in', `<p>${escaped(client)} would like to know who you are.</p>${choices.join('')}`);
}

interface Asking {
  client: { name: string; origin: string | null };
  /** In words. */
  wishes: readonly string[];
  /** Where the answer is posted to. */
  action: string;
}

export function consentPage({ client, wishes, action }: Asking): string {
  const from = client.origin === null ? '' : `<p>It will send you on to ${escaped(client.origin)}.</p>`;
  return page(
    `Allow ${client.name}?`,
    `${from}<p>It asks to:</p><ul>${wishes.map((wish) => `<li>${escaped(wish)}</li>`).join('')}</ul>
<form method="post" action="${escaped(action)}">
<button class="primary" name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Do not allow</button></form>`,
  );
}

/** @param form with the id `op.deviceInputForm`, without a button */
export function deviceCodePage(form: string, trouble: string | undefined): string {
  return page(
    'Connect a device',
    `${trouble === undefined ? '' : `<p class="trouble">${escaped(trouble)}</p>`}
<p>Type the code that your device shows.</p>${form}
<button class="primary" type="submit" form="op.deviceInputForm">Continue</button>`,
  );
}

/** @param form with the id `op.deviceConfirmForm`, without buttons */
export function deviceConfirmPage(form: string, client: string, code: string): string {
  return page(
    `Connect ${client}?`,
    `<p>Go on only if your device shows this code:</p><p><code>${escaped(code)}</code></p>${form}
<button class="primary" type="submit" form="op.deviceConfirmForm">Connect</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Do not connect</button>`,
  );
}

export function deviceDonePage(client: string): string {
  return page('Connected', `<p>${escaped(client)} is connected. You can close this page.</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${style}</style></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
