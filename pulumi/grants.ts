import type { Service } from '../shared/function/declare.js';
import { portsOf } from '../shared/function/wiring.js';
import type { PortName } from '../shared/ports.js';
import type { DatabaseName } from '../shared/storage-layout.js';
import type { SecretName, SettingName } from './settings.js';

/** What a port needs of the cloud; nothing else is granted to a service that uses it. */
export interface Grant {
  databases?: readonly DatabaseName[];
  settings?: readonly SettingName[];
  secrets?: readonly SecretName[];
  /** Reads and writes objects of the data bucket. */
  dataBucket?: true;
  publishes?: true;
  /** The sentence encoder lies in the bundle. */
  encoder?: true;
}

const qdrant: Grant = { settings: ['QDRANT_URL'], secrets: ['QDRANT_API_KEY'] };
const upstash: Grant = { settings: ['UPSTASH_REDIS_REST_URL'], secrets: ['UPSTASH_REDIS_REST_TOKEN'] };

const grants: Readonly<Record<PortName, Grant>> = {
  accessTokens: { settings: ['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS', 'AUTH_JWKS_URL'] },
  accounts: { databases: ['people'] },
  auditLog: { databases: ['people', 'audit'] },
  authorizationServer: {
    databases: ['people'],
    publishes: true,
    settings: [...(upstash.settings ?? []), 'AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_ACCESS_TOKEN_SECONDS'],
    secrets: [...(upstash.secrets ?? []), 'AUTH_SIGNING_KEYS', 'AUTH_SESSION_KEY'],
  },
  blobs: { dataBucket: true },
  cacheGeneration: upstash,
  catalogueArtefact: { ...upstash, dataBucket: true },
  catalogueFacets: {
    settings: [...(qdrant.settings ?? []), ...(upstash.settings ?? [])],
    secrets: [...(qdrant.secrets ?? []), ...(upstash.secrets ?? [])],
  },
  deadLetters: { databases: ['catalogue'] },
  embedder: { encoder: true },
  events: { publishes: true },
  figures: upstash,
  forgotten: { databases: ['people'] },
  frontDoor: upstash,
  frozenLists: upstash,
  households: { databases: ['people'] },
  operators: { settings: ['OPERATOR_EMAILS', 'OPERATOR_AUDIENCE'] },
  personalData: { ...upstash, databases: ['people', 'audit', 'catalogue'] },
  providers: { settings: ['TMDB_PAGES'], secrets: ['TMDB_API_KEY'] },
  /** Off in the cloud until the operator gives its address. */
  queryReader: {
    settings: [...(upstash.settings ?? []), 'QUERY_MODEL_URL', 'QUERY_MODEL', 'QUERY_MODEL_DEADLINE_MS'],
    secrets: [...(upstash.secrets ?? []), 'QUERY_MODEL_API_KEY'],
  },
  recommendationBase: { dataBucket: true },
  revocations: upstash,
  roleGrants: { settings: ['OPERATOR_EMAILS', 'PREMIUM_EMAILS'] },
  runs: { databases: ['catalogue'] },
  scorer: {},
  shownLists: upstash,
  signInProviders: {
    settings: ['AUTH_ISSUER', 'GOOGLE_CLIENT_ID', 'GITHUB_CLIENT_ID'],
    secrets: ['AUTH_SESSION_KEY', 'GOOGLE_CLIENT_SECRET', 'GITHUB_CLIENT_SECRET'],
  },
  tastes: { ...upstash, databases: ['people'] },
  titleIndex: qdrant,
  titles: { databases: ['catalogue'] },
  viewCounts: upstash,
};

/** Everything that the ports of a service's routes need, each once. */
export interface Needs {
  databases: readonly DatabaseName[];
  settings: readonly SettingName[];
  secrets: readonly SecretName[];
  dataBucket: boolean;
  publishes: boolean;
  encoder: boolean;
}

export function needsOf(service: Service): Needs {
  const granted = portsOf(service).map((port) => grants[port]);
  return {
    databases: distinct(granted.flatMap(({ databases = [] }) => databases)),
    settings: distinct(granted.flatMap(({ settings = [] }) => settings)),
    secrets: distinct(granted.flatMap(({ secrets = [] }) => secrets)),
    dataBucket: granted.some(({ dataBucket }) => dataBucket),
    publishes: granted.some(({ publishes }) => publishes),
    encoder: granted.some(({ encoder }) => encoder),
  };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
