import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { knownPeople, type Person, personOf } from './people.js';

/** A code is good for so long, as at both providers. */
const CODE_LIFETIME_MS = 600_000;

/** What a client may come back to: the callbacks of this machine. */
const CALLBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/api\/v1\/auth\/callback\/[a-z]+$/;

export interface Approval {
  person: Person;
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
}

/** The part that both providers have in common: who is asked, and codes that are good once. */
export class Consent {
  readonly #codes = new Map<string, Approval & { until: number }>();

  constructor(
    readonly provider: string,
    readonly clientId: string,
    /** Of the response, where the provider tells it (RFC 9207). */
    readonly issuer?: string,
  ) {}

  /** Sends the browser back at once where the hint names somebody; else it may choose. */
  answer(url: URL, hint: string | null, response: ServerResponse): void {
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== this.clientId || !CALLBACK.test(redirectUri)) {
      answerPage(response, 400, 'This client or its redirect_uri is not registered here.');
      return;
    }
    const person = personOf(this.provider, hint);
    if (!person) {
      answerPage(response, 200, this.#chooser(url));
      return;
    }
    const code = randomUUID();
    this.#codes.set(code, {
      person,
      redirectUri,
      challenge: query.get('code_challenge'),
      nonce: query.get('nonce'),
      until: Date.now() + CODE_LIFETIME_MS,
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    if (this.issuer) back.searchParams.set('iss', this.issuer);
    response.writeHead(302, { location: back.href }).end();
  }

  /** What the code was given for, once; undefined where anything does not fit. */
  redeem(given: URLSearchParams, secret: string): Approval | undefined {
    const code = given.get('code') ?? '';
    const approval = this.#codes.get(code);
    this.#codes.delete(code);
    if (!approval || approval.until < Date.now()) return undefined;
    const fits =
      given.get('client_id') === this.clientId &&
      given.get('client_secret') === secret &&
      given.get('redirect_uri') === approval.redirectUri &&
      (approval.challenge === null || s256(given.get('code_verifier') ?? '') === approval.challenge);
    return fits ? approval : undefined;
  }

  #chooser(url: URL): string {
    const hintName = this.provider === 'github' ? 'login' : 'login_hint';
    const links = knownPeople.map((name) => {
      const to = new URL(url);
      to.searchParams.set(hintName, name);
      return `<li><a href="${to.pathname}${to.search.replaceAll('&', '&amp;')}">${name}</a></li>`;
    });
    return `Who are you at ${this.provider}?<ul>${links.join('')}</ul>`;
  }
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function answerPage(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><title>Local sign-in</title><body>${body}</body>`);
}
