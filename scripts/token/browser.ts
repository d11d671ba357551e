interface Cookie {
  value: string;
  path: string;
}

/** Follows redirects and keeps cookies, as a browser does, and runs no scripts. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>();

  /** What is kept for an address. */
  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.startsWith(`${name};`))?.[1].value;
  }

  /** One request, without following where it leads. */
  async request(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const at = new URL(url);
    const cookies = [...this.#cookies]
      .filter(([key, { path }]) => key.endsWith(`;${at.host}`) && at.pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(';')[0]}=${value}`);
    const headers = new Headers(init.headers);
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const response = await fetch(at, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line, at);
    return response;
  }

  /** Follows redirects until an answer is none, or leads to an address that begins with `end`. */
  async walk(
    url: string | URL,
    { end, init }: { end?: string; init?: RequestInit } = {},
  ): Promise<{ url: URL; response: Response }> {
    let at = new URL(url);
    let response = await this.request(at, init);
    for (let steps = 0; steps < 20; steps++) {
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status > 399) break;
      await response.body?.cancel();
      at = new URL(location, at);
      if (end !== undefined && at.href.startsWith(end)) break;
      response = await this.request(at);
    }
    return { url: at, response };
  }

  #keep(line: string, at: URL): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const [name = '', ...rest] = pair.split('=');
    const given = new Map(
      attributes.map((attribute) => {
        const [key = '', value = ''] = attribute.split('=');
        return [key.toLowerCase(), value] as const;
      }),
    );
    const path = given.get('path') ?? '/';
    const key = `${name};${path};${at.host}`;
    const expires = Date.parse(given.get('expires') ?? '');
    if (given.get('max-age') === '0' || expires < Date.now()) this.#cookies.delete(key);
    else this.#cookies.set(key, { value: rest.join('='), path });
  }
}
