import { createHash, randomBytes } from 'node:crypto';
import type { Suite } from '../../emulators/suite.js';
import { Browser } from '../../scripts/token/browser.js';

export const CLI = 'media-gateway-cli';
export const REDIRECT = 'http://127.0.0.1:49152/callback';
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export interface OAuthAnswer {
  status: number;
  body: Record<string, string>;
}

type Parameters = Readonly<Record<string, string | undefined>>;

/** A client that may send what no honest one would. */
export class OAuthClient {
  readonly verifier = randomBytes(32).toString('base64url');

  constructor(
    readonly suite: Suite,
    readonly id = CLI,
    readonly redirect = REDIRECT,
  ) {}

  get challenge(): string {
    return createHash('sha256').update(this.verifier).digest('base64url');
  }

  /** The address that begins an authorization, with what is to be otherwise than it should. */
  authorizeUrl(changes: Parameters = {}): URL {
    const url = new URL('/api/v1/auth/authorize', this.suite.api);
    const parameters: Parameters = {
      response_type: 'code',
      client_id: this.id,
      redirect_uri: this.redirect,
      scope: 'openid read:watchlist',
      state: 'a-state',
      code_challenge: this.challenge,
      code_challenge_method: 'S256',
      login_hint: 'ada',
      ...changes,
    };
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /** Where a browser ends up. */
  async authorize(changes: Parameters = {}, browser = new Browser()): Promise<URL> {
    const { url, response } = await browser.walk(this.authorizeUrl(changes), { end: this.redirect });
    await response.body?.cancel();
    return url;
  }

  async code(changes: Parameters = {}, browser = new Browser()): Promise<string> {
    const code = (await this.authorize(changes, browser)).searchParams.get('code');
    if (!code) throw new Error('The authorization gave no code');
    return code;
  }

  exchange(code: string, changes: Parameters = {}): Promise<OAuthAnswer> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.redirect,
      code_verifier: this.verifier,
      ...changes,
    });
  }

  refresh(token: string, changes: Parameters = {}): Promise<OAuthAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token, ...changes });
  }

  token(parameters: Parameters): Promise<OAuthAnswer> {
    return this.post('/api/v1/auth/token', { client_id: this.id, ...parameters });
  }

  async post(path: string, parameters: Parameters): Promise<OAuthAnswer> {
    const given = Object.entries(parameters).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const answer = await this.suite.fetch(path, { method: 'POST', body: new URLSearchParams(given) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  }

  /** What the token may do, asked of the API itself. */
  async api(token: string, path = '/api/v1/content/movies'): Promise<number> {
    const answer = await this.suite.fetch(path, { headers: { authorization: `Bearer ${token}` } });
    await answer.body?.cancel();
    return answer.status;
  }

  async tokens(changes: Parameters = {}): Promise<Record<string, string>> {
    const { status, body } = await this.exchange(await this.code(changes));
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }
}

/** The fields of a page's only form. */
export function fieldsOf(html: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) found[name] = /value="([^"]*)"/.exec(input)?.[1] ?? '';
  }
  return found;
}

export function formInit(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) };
}

/** Types a code into the page of devices and answers its question; the page that comes of it, as text. */
export async function answerDevice(
  suite: Suite,
  userCode: string,
  answer: 'confirm' | 'abort',
  { person = 'ada', browser = new Browser() }: { person?: string; browser?: Browser } = {},
): Promise<string> {
  const page = new URL('/device', suite.api);
  const asked = fieldsOf(await (await browser.request(page)).text());
  const confirming = await browser.request(page, formInit({ ...asked, user_code: userCode }));
  const question = fieldsOf(await confirming.text());
  const { [answer === 'abort' ? 'confirm' : 'abort']: _, ...fields } = question;
  const { url, response } = await browser.walk(page, { init: formInit({ ...fields, [answer]: 'yes' }) });
  const text = await response.text();
  if (!url.pathname.startsWith('/api/v1/auth/interaction/')) return text;
  const chosen = new URL(`${url.pathname}/with/google`, suite.api);
  const provider = await browser.walk(chosen);
  provider.url.searchParams.set('login_hint', person);
  return (await browser.walk(provider.url)).response.text();
}
