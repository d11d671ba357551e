import type { Suite } from '../../emulators/suite.js';
import { signIn } from '../../scripts/token/sign-in.js';
import { scopes } from '../../shared/account/roles.js';

export interface Answered<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

/** Somebody who has signed in as people do, with a client that may do all they may. */
export class Person {
  private constructor(
    readonly suite: Suite,
    readonly token: string,
    readonly refreshToken: string,
    readonly id: string,
  ) {}

  /** @param name one whom the local sign-in providers know; any other is somebody new, and free */
  static async signIn(suite: Suite, name: string): Promise<Person> {
    const scope = ['openid', ...Object.keys(scopes)].join(' ');
    const { access_token, refresh_token } = await signIn(suite.api, { person: name, scope });
    const { sub } = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString());
    return new Person(suite, access_token, refresh_token, sub);
  }

  async send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answered<Body>> {
    const answer = await this.suite.fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: answer.headers,
    };
  }

  get<Body = Record<string, unknown>>(path: string, profile?: string): Promise<Answered<Body>> {
    return this.send('GET', path, profile === undefined ? {} : { headers: { 'x-profile': profile } });
  }
}
