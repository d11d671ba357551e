/** What the operator must or may say of a deployment, each under the name of its environment variable. */
export interface Setting {
  required: boolean;
  /** What it is and where to get it. */
  help: string;
}

/** Plain values of the stack's configuration. */
export const settings = {
  QDRANT_URL: {
    required: true,
    help: 'address of the Qdrant cluster, e.g. https://ID.us-central1-0.gcp.cloud.qdrant.io:6333',
  },
  UPSTASH_REDIS_REST_URL: {
    required: true,
    help: "the REST address in the Upstash console, in Google's us-central1",
  },
  OPERATOR_EMAILS: { required: true, help: 'Google accounts that may run the system, separated by commas' },
  OPERATOR_AUDIENCE: {
    required: false,
    help: "the client id that operators' identity tokens are made out for",
  },
  AUTH_ISSUER: { required: false, help: 'who signs access tokens; https://auth.media-gateway.io by default' },
  AUTH_AUDIENCE: {
    required: false,
    help: 'for whom access tokens are made out; media-gateway-api by default',
  },
  AUTH_JWKS: { required: false, help: "the issuer's public keys as a JSON Web Key Set" },
  AUTH_JWKS_URL: { required: false, help: 'where the issuer publishes keys that came later' },
  TMDB_PAGES: { required: false, help: 'how many pages of 20 titles a first run takes from TMDb' },
} as const satisfies Record<string, Setting>;
export type SettingName = keyof typeof settings;

/** Encrypted values of the stack's configuration; a function gets them from Secret Manager. */
export const secrets = {
  QDRANT_API_KEY: { required: true, help: 'an API key of the Qdrant cluster that may read and write' },
  UPSTASH_REDIS_REST_TOKEN: {
    required: true,
    help: 'the REST token beside the address in the Upstash console',
  },
  TMDB_API_KEY: { required: false, help: 'a key of TMDb; without one that provider is left out' },
} as const satisfies Record<string, Setting>;
export type SecretName = keyof typeof secrets;

/** All user data stays here. */
export const REGION = 'us-central1';
