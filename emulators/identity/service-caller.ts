import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { TokenSource } from './identity.js';

/** The account in whose name a service is called. */
export interface OidcToken {
  serviceAccountEmail: string;
  audience: string;
}

export interface ServiceCall {
  url: string;
  method: string;
  headers: Record<string, string | number>;
  body?: Buffer | undefined;
  /** Without it the call carries no identity. */
  oidc?: OidcToken | undefined;
  /** Gives the call up: the connection is closed. */
  signal: AbortSignal;
}

/** Calls services as Google's own products do: over kept connections, with an identity token. */
export class ServiceCaller {
  readonly #identity: TokenSource;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(identity: TokenSource) {
    this.#identity = identity;
  }

  /** The status of the answer, whose body is thrown away. Rejects with the system's error when none came. */
  async call(call: ServiceCall): Promise<number> {
    const headers = { ...call.headers };
    if (call.oidc) {
      const { serviceAccountEmail: email, audience } = call.oidc;
      headers.authorization = `Bearer ${await this.#identity.token({ email, audience })}`;
    }
    return this.#send(call, headers);
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #send(call: ServiceCall, headers: Record<string, string | number>): Promise<number> {
    const secure = call.url.startsWith('https:');
    const options = {
      method: call.method,
      headers: call.body ? { ...headers, 'content-length': call.body.length } : headers,
      signal: call.signal,
    };
    return new Promise((resolve, reject) => {
      const answered = (response: IncomingMessage) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => resolve(response.statusCode ?? 0));
      };
      const request = secure
        ? requestHttps(call.url, { ...options, agent: this.#https }, answered)
        : requestHttp(call.url, { ...options, agent: this.#http }, answered);
      request.once('error', reject);
      request.end(call.body);
    });
  }
}
