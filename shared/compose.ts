import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roleGrants } from './account/role-grants.js';
import { AuthEnv } from './adapters/auth/env.js';
import { FirestoreEnv } from './adapters/firestore/env.js';
import { GoogleEnv } from './adapters/google/env.js';
import { RoleEnv } from './adapters/google/role-env.js';
import { QueryModelEnv } from './adapters/language-model/env.js';
import { LogEnv } from './adapters/log/env.js';
import { jsonLog } from './adapters/log/log.js';
import { prometheusMeters } from './adapters/meters/meters.js';
import { OidcEnv } from './adapters/oidc/env.js';
import { onnxEnvSchema } from './adapters/onnx/env.js';
import { ProvidersEnv } from './adapters/providers/env.js';
import { PubSubEnv } from './adapters/pubsub/env.js';
import { QdrantEnv } from './adapters/qdrant/env.js';
import { SignInEnv } from './adapters/sign-in/env.js';
import { StorageEnv } from './adapters/storage/env.js';
import { UpstashEnv } from './adapters/upstash/env.js';
import type { Clock } from './clock.js';
import { measured } from './function/measured.js';
import { countAlone } from './limits/count-alone.js';
import { neverOpen } from './limits/never-open.js';
import type { PortName, PortPool, Ports, Uses } from './ports.js';
import { personalDataOf } from './privacy/personal-data.js';
import { noReader } from './search/query-reader.js';
import type { DatabaseName } from './storage-layout.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment must say for each port. */
const schemas = {
  accessTokens: AuthEnv,
  accounts: FirestoreEnv,
  auditLog: FirestoreEnv,
  authorizationServer: OidcEnv.and(FirestoreEnv).and(PubSubEnv).and(UpstashEnv),
  blobs: StorageEnv,
  cacheGeneration: UpstashEnv,
  catalogueArtefact: StorageEnv.and(UpstashEnv),
  catalogueFacets: QdrantEnv.and(UpstashEnv),
  deadLetters: FirestoreEnv,
  embedder: onnxEnvSchema,
  events: PubSubEnv,
  figures: UpstashEnv,
  forgotten: FirestoreEnv,
  frontDoor: UpstashEnv,
  frozenLists: UpstashEnv,
  households: FirestoreEnv,
  operators: GoogleEnv,
  personalData: FirestoreEnv.and(UpstashEnv),
  providers: ProvidersEnv,
  queryReader: QueryModelEnv,
  recommendationBase: StorageEnv,
  revocations: UpstashEnv,
  roleGrants: RoleEnv,
  runs: FirestoreEnv,
  scorer: z.object({}),
  shownLists: UpstashEnv,
  signInProviders: SignInEnv,
  tastes: FirestoreEnv.and(UpstashEnv),
  titleIndex: QdrantEnv,
  titles: FirestoreEnv,
  viewCounts: UpstashEnv,
} as const satisfies Record<PortName, z.ZodType>;

/** The variables of the environment are missing or wrong; the message names each and what to do. */
export class ConfigurationError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The configuration is not complete (see docs/configuration.md):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
  }
}

export interface Composition {
  /** The ports of one service, whose log lines and meters carry its name. */
  pool(service: string): PortPool;
  /** All meters so far, in Prometheus's text format. */
  metrics(): Promise<string>;
}

/**
 * Makes ports from configuration, each with its vendor's client when it is first asked for.
 * @param uses the ports whose configuration must be complete; all faults are reported together
 * @throws ConfigurationError
 */
export function compose(
  env: Environment,
  { uses, clock = { now: () => Date.now() } }: { uses: readonly PortName[]; clock?: Clock },
): Composition {
  check(env, uses);
  const makers = makersOf(env, clock);
  const made = new Map<PortName, Promise<unknown>>();
  const port = <Name extends PortName>(name: Name): Promise<Ports[Name]> => {
    let promise = made.get(name) as Promise<Ports[Name]> | undefined;
    if (!promise) {
      promise = makers[name]();
      made.set(name, promise);
      // A port that could not be made is tried again on the next request.
      promise.catch(() => made.delete(name));
    }
    return promise;
  };
  const meters = prometheusMeters();
  const { LOG_LEVEL } = LogEnv.parse(env);
  return {
    metrics: meters.render,
    pool: (service) => {
      const core = {
        clock,
        log: jsonLog(service, LOG_LEVEL, undefined, clock),
        meters: meters.meters(service),
        newId: randomUUID,
      };
      return {
        core,
        async take<Name extends PortName>(names: readonly Name[]) {
          const ports = await Promise.all(
            names.map(async (name) => [name, measured(name, await port(name), core.meters, clock)] as const),
          );
          return { ...core, ...Object.fromEntries(ports) } as Uses<Name>;
        },
      };
    },
  };
}

function check(env: Environment, uses: readonly PortName[]): void {
  const faults = new Set<string>();
  for (const schema of new Set<z.ZodType>([LogEnv, ...uses.map((name) => schemas[name])])) {
    for (const issue of schema.safeParse(env).error?.issues ?? [])
      faults.add(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (faults.size > 0) throw new ConfigurationError([...faults]);
}

function makersOf(env: Environment, clock: Clock): { [Name in PortName]: () => Promise<Ports[Name]> } {
  const database = (name: DatabaseName) =>
    once(async () => {
      const { firestoreDatabase } = await import('./adapters/firestore/firestore.js');
      return firestoreDatabase(FirestoreEnv.parse(env), name);
    });
  const catalogue = database('catalogue');
  const people = database('people');
  const audit = database('audit');
  const redis = once(async () => {
    const { upstashClient } = await import('./adapters/upstash/upstash.js');
    return upstashClient(UpstashEnv.parse(env));
  });
  const accounts = once(async () => {
    const { firestoreAccounts } = await import('./adapters/firestore/account-store.js');
    return firestoreAccounts(await people(), clock);
  });
  const events = once(async () =>
    (await import('./adapters/pubsub/events.js')).pubsubEvents(PubSubEnv.parse(env)),
  );
  const auditLog = async () => {
    const { firestoreAuditLog } = await import('./adapters/firestore/audit-log.js');
    return firestoreAuditLog({ people: await people(), audit: await audit() }, clock);
  };
  const revocations = async () => {
    const { upstashRevocations } = await import('./adapters/upstash/revocations.js');
    return upstashRevocations(await redis());
  };
  const blobs = async () =>
    (await import('./adapters/storage/storage.js')).storageBlobs(StorageEnv.parse(env));
  const cacheGeneration = async () => {
    const { upstashCacheGeneration } = await import('./adapters/upstash/cache-generation.js');
    return upstashCacheGeneration(await redis());
  };
  const titleIndex = async () =>
    (await import('./adapters/qdrant/title-index.js')).qdrantTitleIndex(QdrantEnv.parse(env));
  return {
    accessTokens: async () =>
      (await import('./adapters/auth/access-tokens.js')).signedAccessTokens(AuthEnv.parse(env), clock),
    accounts,
    auditLog,
    authorizationServer: async () => {
      const { authorizationServer } = await import('./adapters/oidc/authorization-server.js');
      return authorizationServer({
        config: OidcEnv.parse(env),
        db: await people(),
        redis: await redis(),
        accounts: await accounts(),
        events: await events(),
        revocations: await revocations(),
        clock,
        newId: randomUUID,
        log: jsonLog('auth', LogEnv.parse(env).LOG_LEVEL, undefined, clock),
      });
    },
    blobs,
    cacheGeneration,
    catalogueArtefact: async () => {
      const { storedArtefact } = await import('./adapters/storage/catalogue-artefact.js');
      const log = jsonLog('catalogue-artefact', LogEnv.parse(env).LOG_LEVEL, undefined, clock);
      return storedArtefact(await blobs(), await cacheGeneration(), clock, log);
    },
    catalogueFacets: async () => {
      const { keptFacets } = await import('./search/catalogue-facets.js');
      return keptFacets(await titleIndex(), await cacheGeneration(), clock);
    },
    deadLetters: async () => {
      const { firestoreDeadLetters } = await import('./adapters/firestore/dead-letter-store.js');
      return firestoreDeadLetters(await catalogue());
    },
    embedder: async () =>
      (await import('./adapters/onnx/onnx-embedder.js')).onnxEmbedder(onnxEnvSchema.parse(env)),
    events,
    figures: async () => {
      const { upstashFigures } = await import('./adapters/upstash/figures.js');
      return upstashFigures(await redis());
    },
    forgotten: async () => {
      const { firestoreForgotten } = await import('./adapters/firestore/forgotten-store.js');
      return firestoreForgotten(await people());
    },
    frontDoor: async () => {
      const { upstashFrontDoor } = await import('./adapters/upstash/front-door.js');
      return neverOpen(upstashFrontDoor(UpstashEnv.parse(env), clock), countAlone(clock));
    },
    frozenLists: async () => {
      const { upstashFrozenLists } = await import('./adapters/upstash/frozen-lists.js');
      return upstashFrozenLists(await redis());
    },
    households: async () => {
      const { firestoreHouseholds } = await import('./adapters/firestore/household-store.js');
      return firestoreHouseholds(await people(), clock);
    },
    operators: async () =>
      (await import('./adapters/google/operators.js')).googleOperators(GoogleEnv.parse(env), clock),
    personalData: async () => {
      const { everyHolder } = await import('./adapters/privacy/every-holder.js');
      return personalDataOf(
        everyHolder({
          people: await people(),
          catalogue: await catalogue(),
          auditLog: await auditLog(),
          redis: await redis(),
        }),
      );
    },
    providers: async () => {
      const { networkProviders } = await import('./adapters/providers/providers.js');
      return networkProviders(ProvidersEnv.parse(env), clock);
    },
    queryReader: async () => {
      const config = QueryModelEnv.parse(env);
      const { QUERY_MODEL_URL: url, QUERY_MODEL: model } = config;
      if (url === undefined || model === undefined) return noReader;
      const [{ modelReader }, { upstashKeptReadings }] = await Promise.all([
        import('./adapters/language-model/query-reader.js'),
        import('./adapters/upstash/kept-readings.js'),
      ]);
      return modelReader(
        { url, model, key: config.QUERY_MODEL_API_KEY, deadlineMs: config.QUERY_MODEL_DEADLINE_MS },
        {
          kept: upstashKeptReadings(await redis(), model),
          clock,
          log: jsonLog('query-reader', LogEnv.parse(env).LOG_LEVEL, undefined, clock),
        },
      );
    },
    recommendationBase: async () => {
      const { storedRecommendationBase } = await import('./adapters/storage/recommendation-base.js');
      const log = jsonLog('recommendation-base', LogEnv.parse(env).LOG_LEVEL, undefined, clock);
      return storedRecommendationBase(await blobs(), clock, log);
    },
    revocations,
    roleGrants: async () => {
      const { OPERATOR_EMAILS, PREMIUM_EMAILS } = RoleEnv.parse(env);
      return roleGrants(new Set(OPERATOR_EMAILS), new Set(PREMIUM_EMAILS));
    },
    runs: async () => {
      const { firestoreRuns } = await import('./adapters/firestore/run-store.js');
      return firestoreRuns(await catalogue());
    },
    scorer: async () => {
      const [{ openSonaScorer }, { scoringGraph }] = await Promise.all([
        import('./adapters/onnx/sona-scorer.js'),
        import('./adapters/onnx/scoring-graph.js'),
      ]);
      return openSonaScorer(scoringGraph);
    },
    shownLists: async () => {
      const { upstashShownLists } = await import('./adapters/upstash/shown-lists.js');
      return upstashShownLists(await redis());
    },
    signInProviders: async () =>
      (await import('./adapters/sign-in/providers.js')).signInProviders(SignInEnv.parse(env), clock),
    tastes: async () => {
      const [{ firestoreTastes }, { upstashKeptTastes }] = await Promise.all([
        import('./adapters/firestore/taste-store.js'),
        import('./adapters/upstash/kept-tastes.js'),
      ]);
      const log = jsonLog('tastes', LogEnv.parse(env).LOG_LEVEL, undefined, clock);
      return upstashKeptTastes(firestoreTastes(await people(), clock), await redis(), log);
    },
    titleIndex,
    titles: async () => {
      const { firestoreTitles } = await import('./adapters/firestore/title-store.js');
      return firestoreTitles(await catalogue(), clock);
    },
    viewCounts: async () => {
      const { upstashViewCounts } = await import('./adapters/upstash/view-counts.js');
      return upstashViewCounts(await redis());
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
