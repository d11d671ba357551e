import type { Caller } from '../account/roles.js';
import { may } from '../account/roles.js';
import type { CatalogueArtefact, PublishedArtefact } from '../artefact/catalogue-artefact.js';
import type { Certification } from '../title/certifications.js';
import type { Viewer } from '../viewer/viewer.js';
import type { Model } from './model.js';
import type { ForYouParameters } from './parameters.js';
import type { PublishedBase } from './published-base.js';
import { type PersonalPorts, type Wished, wishOf } from './wishes.js';

/** A request for recommendations, as its handler is given it. */
export interface Asked {
  query: ForYouParameters;
  caller: Caller;
  ceiling: Certification | undefined;
  viewer: Viewer | 'unknown' | undefined;
}

export interface ReadyPorts extends PersonalPorts {
  catalogueArtefact: PublishedArtefact;
  recommendationBase: PublishedBase;
}

/** What is known of whoever asks, and what lists are made of. */
export interface Ready extends Wished {
  model: Model;
  artefact: CatalogueArtefact | undefined;
}

export async function ready(
  { query, caller, ceiling, viewer }: Asked,
  limit: number,
  ports: ReadyPorts,
): Promise<Ready> {
  const [model, current] = await Promise.all([
    ports.recommendationBase.current(),
    ports.catalogueArtefact.current(),
  ]);
  const asking = {
    query,
    viewer,
    ceiling,
    limit,
    isPersonal: may(caller, 'recommendations:read'),
    isFull: may(caller, 'recommendations:full'),
  };
  return { ...(await wishOf(asking, model, ports)), model, artefact: current?.artefact };
}
