/** Applications of our own. They have no secrets: whoever has them on a device could read them out. */
export const WEB_CLIENT = 'media-gateway-web';
export const CLI_CLIENT = 'media-gateway-cli';
export const TV_CLIENT = 'media-gateway-tv';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface FirstPartyClient {
  client_id: string;
  client_name: string;
  application_type: 'web' | 'native';
  grant_types: string[];
  response_types: 'code'[];
  redirect_uris: string[];
}

/** @param issuer the origin that the web application is served from, too */
export function firstPartyClients(issuer: string): FirstPartyClient[] {
  return [
    {
      client_id: WEB_CLIENT,
      client_name: 'Media Gateway',
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${issuer}/signed-in`],
    },
    {
      client_id: CLI_CLIENT,
      client_name: 'Media Gateway on the command line',
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT],
      response_types: ['code'],
      // Any port of the loopback addresses (RFC 8252, 7.3).
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    },
    {
      client_id: TV_CLIENT,
      client_name: 'Media Gateway on TV',
      application_type: 'native',
      grant_types: ['refresh_token', DEVICE_GRANT],
      response_types: [],
      redirect_uris: [],
    },
  ];
}

export function isFirstParty(client: string): boolean {
  return client === WEB_CLIENT || client === CLI_CLIENT || client === TV_CLIENT;
}
