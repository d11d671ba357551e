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
  PREMIUM_EMAILS: {
    required: false,
    help: 'who is a premium viewer from the first sign-in on, separated by commas',
  },
  GOOGLE_CLIENT_ID: { required: false, help: 'a web client of Google Cloud, to offer sign-in with Google' },
  GITHUB_CLIENT_ID: { required: false, help: 'an OAuth app of GitHub, to offer sign-in with GitHub' },
  OPERATOR_AUDIENCE: {
    required: false,
    help: "the client id that operators' identity tokens are made out for",
  },
  AUTH_ISSUER: { required: false, help: 'who signs access tokens; https://auth.media-gateway.io by default' },
  AUTH_AUDIENCE: {
    required: false,
    help: 'for whom access tokens are made out; media-gateway-api by default',
  },
  AUTH_ACCESS_TOKEN_SECONDS: {
    required: false,
    help: 'life of an access token; 900 by default, 3600 at most',
  },
  AUTH_JWKS: { required: false, help: "the issuer's public keys as a JSON Web Key Set" },
  AUTH_JWKS_URL: { required: false, help: 'where the issuer publishes keys that came later' },
  QUERY_MODEL_URL: {
    required: false,
    help: "address of a language model's chat completions; without it no model reads queries",
  },
  QUERY_MODEL: { required: false, help: 'the model that QUERY_MODEL_URL is asked for' },
  QUERY_MODEL_DEADLINE_MS: { required: false, help: 'how long a search waits for the model; 150 by default' },
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
  QUERY_MODEL_API_KEY: { required: false, help: "a key of that model's provider" },
  AUTH_SIGNING_KEYS: {
    required: true,
    help: 'private RSA keys as a JSON Web Key Set, the signing one first; docs/guides/operator.md says how to make it',
  },
  AUTH_SESSION_KEY: { required: true, help: '32 random bytes in base64: openssl rand -base64 32' },
  GOOGLE_CLIENT_SECRET: { required: false, help: 'of that client' },
  GITHUB_CLIENT_SECRET: { required: false, help: 'of that app' },
  TMDB_API_KEY: { required: false, help: 'a key of TMDb; without one that provider is left out' },
} as const satisfies Record<string, Setting>;
export type SecretName = keyof typeof secrets;

/** All user data stays here. */
export const REGION = 'us-central1';
