import { lookup as resolve } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';

const DEADLINE_MS = 3_000;
/** The library asks twice where it fails; somebody who names what never answers must not hold us up each time. */
const PAUSE_MS = 10_000;
const MAX_REMEMBERED = 1_000;

/** Addresses that are nobody's or somebody's own (IANA's registries of special-purpose addresses, multicast). */
/** Apart, because a list takes IPv4 addresses for their forms in IPv6. */
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.ipv4.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  special.ipv6.addSubnet(network, prefix, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.ipv4.check(address, 'ipv4');
    case 6:
      return !special.ipv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The connection goes to the very address that was judged, so that a name cannot change its mind. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { all: true, verbatim: true }).then(
    (addresses) => {
      const allowed = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = allowed;
      if (!first || allowed.length < addresses.length) done(new Error(`${hostname} is not public`), '', 0);
      else if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    },
    (error: Error) => done(error as NodeJS.ErrnoException, '', 0),
  );
};

/**
 * GET of what a stranger names: HTTPS only, public addresses only, no redirects, three seconds. What failed is not asked
 * again for ten.
 * @param local whether this machine may be asked as well, by HTTP
 */
export function publicFetch(local: boolean): (url: string | URL | Request) => Promise<Response> {
  /** Until when each address is left alone, in milliseconds of the machine; the eldest first. */
  const failed = new Map<string, number>();
  const remember = (href: string) => {
    failed.delete(href);
    failed.set(href, Date.now() + PAUSE_MS);
    for (const [eldest] of failed) {
      if (failed.size <= MAX_REMEMBERED) break;
      failed.delete(eldest);
    }
  };
  const ask = fetchOnce(local);
  return async (wanted) => {
    const { href } = new URL(wanted instanceof Request ? wanted.url : wanted);
    if (Date.now() < (failed.get(href) ?? 0)) throw new Error(`${href} failed a moment ago`);
    try {
      const answer = await ask(href);
      if (!answer.ok) remember(href);
      return answer;
    } catch (error) {
      remember(href);
      throw error;
    }
  };
}

function fetchOnce(local: boolean): (href: string) => Promise<Response> {
  return async (href) => {
    const { protocol, hostname } = new URL(href);
    if (protocol !== 'https:') throw new Error(`${protocol} is not fetched`);
    const bare = hostname.replace(/^\[|\]$/g, '');
    if (local && ['localhost', '127.0.0.1', '::1'].includes(bare)) {
      return get(href.replace(/^https:/, 'http:'), requestHttp);
    }
    // A lookup is not asked about what is an address already.
    if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw new Error(`${bare} is not public`);
    return get(href, requestHttps);
  };
}

function get(url: string, send: typeof requestHttp): Promise<Response> {
  return new Promise((resolved, reject) => {
    const guard = send === requestHttps ? { lookup: publicLookup } : {};
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const request = send(url, { ...guard, signal, headers: { accept: 'application/json' }, agent: false });
    request.on('error', reject);
    request.on('response', (answer: IncomingMessage) => {
      const status = answer.statusCode ?? 502;
      const headers = new Headers();
      for (const name of ['cache-control', 'content-length', 'content-type', 'expires']) {
        const value = answer.headers[name];
        if (typeof value === 'string') headers.set(name, value);
      }
      if (status < 200 || status > 299) {
        answer.destroy();
        resolved(new Response(null, { status: status < 200 ? 502 : status, headers }));
        return;
      }
      resolved(new Response(Readable.toWeb(answer) as ReadableStream, { status, headers }));
    });
    request.end();
  });
}
