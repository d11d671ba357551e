import { SignInRefused } from '../../auth/sign-in-providers.js';
import { Unavailable } from '../../problem/problem.js';

const DEADLINE_MS = 5_000;

/** One call of a provider. @throws Unavailable when it gives no answer, SignInRefused when it refuses */
export async function callProvider(provider: string, url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Unavailable(provider, error);
  }
  const refusal = new Error(`${new URL(url).pathname} was answered with ${response.status}`);
  if (response.status >= 500 || response.status === 429) throw new Unavailable(provider, refusal);
  throw new SignInRefused(`${provider} did not accept this sign-in; begin again.`, refusal);
}

export function form(fields: Record<string, string>): RequestInit {
  return {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
  };
}
