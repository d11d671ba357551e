import type { Manifest } from '../shared/function/declare.js';
import { service as admin } from './services/admin.js';
import { service as audit } from './services/audit.js';
import { service as auth } from './services/auth.js';
import { service as catalogue } from './services/catalogue.js';
import { service as ingestionEmbed } from './services/ingestion-embed.js';
import { service as ingestionFetch } from './services/ingestion-fetch.js';
import { service as ingestionIndex } from './services/ingestion-index.js';
import { service as ingestionNormalise } from './services/ingestion-normalise.js';
import { service as ingestionPlan } from './services/ingestion-plan.js';
import { service as ingestionResolve } from './services/ingestion-resolve.js';
import { service as learning } from './services/learning.js';
import { service as privacy } from './services/privacy.js';
import { service as recommendations } from './services/recommendations.js';
import { service as search } from './services/search.js';
import { service as site } from './services/site.js';
import { service as upkeep } from './services/upkeep.js';
import { service as viewer } from './services/viewer.js';

/**
 * Every deployed function. A service is one Cloud Run function; its routes are the functions that it hosts.
 * What is hot or scales on its own is a service alone; rarely called functions of one domain share one.
 */
export const services = {
  search,
  catalogue,
  recommendations,
  auth,
  viewer,
  site,
  admin,
  'ingestion-plan': ingestionPlan,
  'ingestion-fetch': ingestionFetch,
  'ingestion-normalise': ingestionNormalise,
  'ingestion-resolve': ingestionResolve,
  'ingestion-embed': ingestionEmbed,
  'ingestion-index': ingestionIndex,
  audit,
  privacy,
  learning,
  upkeep,
} as const satisfies Manifest;

export type ServiceName = keyof typeof services;
