import type { AccessTokens } from './account/access-tokens.js';
import type { Accounts } from './account/accounts.js';
import type { Operators } from './account/operators.js';
import type { Revocations } from './account/revocations.js';
import type { RoleGrants } from './account/role-grants.js';
import type { Figures } from './analytics/figures.js';
import type { PublishedArtefact } from './artefact/catalogue-artefact.js';
import type { AuditLog } from './audit/audit-log.js';
import type { AuthorizationServer } from './auth/authorization-server.js';
import type { SignInProviders } from './auth/sign-in-providers.js';
import type { Blobs } from './blob/blobs.js';
import type { CacheGeneration } from './cache/cache-generation.js';
import type { Clock } from './clock.js';
import type { Embedder } from './embedding/embedder.js';
import type { DeadLetterStore } from './event/dead-letters.js';
import type { Events } from './event/topic.js';
import type { Providers } from './ingestion/provider.js';
import type { RunStore } from './ingestion/run.js';
import type { FrontDoor } from './limits/front-door.js';
import type { Log } from './log.js';
import type { Meters } from './meters.js';
import type { Forgotten } from './privacy/forgotten.js';
import type { PersonalData } from './privacy/personal-data.js';
import type { PublishedBase } from './recommendation/published-base.js';
import type { ShownLists } from './recommendation/shown-lists.js';
import type { Tastes } from './recommendation/tastes.js';
import type { CatalogueFacets } from './search/catalogue-facets.js';
import type { FrozenLists } from './search/frozen-lists.js';
import type { QueryReader } from './search/query-reader.js';
import type { TitleIndex } from './search/title-index.js';
import type { Scorer } from './sona/scorer.js';
import type { TitleStore } from './title/title-store.js';
import type { ViewCounts } from './trending/views.js';
import type { Households } from './viewer/households.js';

/** What a function can reach of the world. The manifest says which of them each function gets. */
export interface Ports {
  accessTokens: AccessTokens;
  accounts: Accounts;
  auditLog: AuditLog;
  authorizationServer: AuthorizationServer;
  blobs: Blobs;
  cacheGeneration: CacheGeneration;
  catalogueArtefact: PublishedArtefact;
  catalogueFacets: CatalogueFacets;
  deadLetters: DeadLetterStore;
  embedder: Embedder;
  events: Events;
  figures: Figures;
  forgotten: Forgotten;
  frontDoor: FrontDoor;
  frozenLists: FrozenLists;
  households: Households;
  operators: Operators;
  personalData: PersonalData;
  providers: Providers;
  queryReader: QueryReader;
  recommendationBase: PublishedBase;
  revocations: Revocations;
  roleGrants: RoleGrants;
  runs: RunStore;
  scorer: Scorer;
  shownLists: ShownLists;
  signInProviders: SignInProviders;
  tastes: Tastes;
  titleIndex: TitleIndex;
  titles: TitleStore;
  viewCounts: ViewCounts;
}

export type PortName = keyof Ports;

/** What every function gets without asking. */
export interface Core {
  clock: Clock;
  log: Log;
  meters: Meters;
  /** A new UUID (version 4). */
  newId(): string;
}

export type Uses<Name extends PortName> = Core & Pick<Ports, Name>;

/** Gives out ports, each made when it is first asked for. */
export interface PortPool {
  core: Core;
  take<Name extends PortName>(names: readonly Name[]): Promise<Uses<Name>>;
}
