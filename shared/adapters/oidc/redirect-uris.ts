import { errors } from 'oidc-provider';

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Where a client that is not ours may be sent back to, beside what the library refuses: by HTTP to the person's own machine
 * only (OAuth 2.1, 2.3.1), to no pattern of hosts and with nobody's name in the address.
 * @throws InvalidClientMetadata
 */
export function checkRedirectUris(uris: readonly unknown[]): void {
  for (const uri of uris) {
    const url = URL.parse(String(uri));
    if (!url) continue;
    const { protocol, hostname, username, password } = url;
    if (protocol === 'http:' && !LOOPBACK.includes(hostname))
      throw new errors.InvalidClientMetadata('redirect_uris must be https, or http on the loopback address');
    if (hostname.includes('*') || username !== '' || password !== '')
      throw new errors.InvalidClientMetadata('redirect_uris must name one host and nobody');
  }
}
