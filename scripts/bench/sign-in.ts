import { createHash, randomBytes } from 'node:crypto';
import { Browser } from '../token/browser.js';
import type { Benchmark, Figure, Report } from './benchmark.js';
import { percentile } from './statistics.js';
import { startSuite } from './suite-process.js';

const ROUNDS = 60;
/** Not measured: the first loads what verifies identity tokens. */
const WARM_UP = 5;
const CLIENT = 'media-gateway-cli';
const REDIRECT = 'http://127.0.0.1:49152/callback';
const DEVICE = 'media-gateway-tv';
/** The providers' own answers count for them, not for us. */
const OURS = '/api/v1/auth/';

type Times = Map<string, number[]>;

/**
 * Each request of a sign-in as a client sends it, through the public entry, one person after the other: from the
 * authorization to the token, a refresh, and what a device asks. Limits are off, because one address signs everybody in.
 */
export const signIn: Benchmark = {
  about: 'each endpoint of a sign-in, through the public entry',
  async run({ say }) {
    say('a suite starts');
    const suite = await startSuite('--catalogue', 'none', '--limits', 'off');
    try {
      const times: Times = new Map();
      for (let round = 0; round < ROUNDS + WARM_UP; round++) {
        if (round === WARM_UP) times.clear();
        await oneSignIn(suite.api, `viewer${round}`, times);
        await oneDevice(suite.api, times);
      }
      return report(times);
    } finally {
      await suite.stop();
    }
  },
};

async function oneSignIn(api: string, person: string, times: Times): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL('/api/v1/auth/authorize', api);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: person,
  }))
    url.searchParams.set(name, value);
  const browser = new Browser();
  let at = url;
  while (!at.href.startsWith(REDIRECT)) {
    const response = await timed(labelOf(at), times, () => browser.request(at));
    const location = response.headers.get('location');
    if (!location) throw new Error(`${at.pathname} answered ${response.status}`);
    at = new URL(location, at);
  }
  const code = at.searchParams.get('code') ?? '';
  const first = await token(api, times, 'POST /token, a code', {
    grant_type: 'authorization_code',
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code,
    code_verifier: verifier,
  });
  await token(api, times, 'POST /token, a refresh', {
    grant_type: 'refresh_token',
    client_id: CLIENT,
    refresh_token: first['refresh_token'] ?? '',
  });
}

async function oneDevice(api: string, times: Times): Promise<void> {
  const started = await timed('POST /device/code', times, () =>
    fetch(new URL('/api/v1/auth/device/code', api), {
      method: 'POST',
      body: new URLSearchParams({ client_id: DEVICE }),
    }),
  );
  const { device_code } = (await started.json()) as { device_code: string };
  const poll = new URL(`/api/v1/auth/device/poll?client_id=${DEVICE}&device_code=${device_code}`, api);
  const answer = await timed('a poll that must wait', times, () => fetch(poll));
  const { error } = (await answer.json()) as { error: string };
  if (error !== 'authorization_pending') throw new Error(`A poll was answered with ${error}`);
}

async function token(
  api: string,
  times: Times,
  label: string,
  parameters: Record<string, string>,
): Promise<Record<string, string>> {
  const answer = await timed(label, times, () =>
    fetch(new URL('/api/v1/auth/token', api), { method: 'POST', body: new URLSearchParams(parameters) }),
  );
  if (!answer.ok) throw new Error(`${label}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

function labelOf({ pathname }: URL): string | undefined {
  if (!pathname.startsWith(OURS)) return undefined;
  const names = pathname.slice(OURS.length - 1).replace(/[\w-]{40,}/, '{id}');
  return names.includes('/from/') ? `GET ${names}, asks the provider` : `GET ${names}`;
}

async function timed<T>(label: string | undefined, times: Times, ask: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const answer = await ask();
  if (label) times.set(label, [...(times.get(label) ?? []), performance.now() - startedAt]);
  return answer;
}

function report(times: Times): Report {
  const figures = [...times].flatMap(([what, ms]): Figure[] => [
    { what: `${what}, p50`, value: percentile(ms, 0.5), unit: 'ms' },
    { what: `${what}, p95`, value: percentile(ms, 0.95), unit: 'ms', target: { atMost: 50 } },
  ]);
  const bars = [...times].map(([label, ms]) => ({ label, value: percentile(ms, 0.95), target: 50 }));
  return { figures, chart: { title: 'p95 of each endpoint of a sign-in', unit: 'ms', kind: 'bars', bars } };
}
