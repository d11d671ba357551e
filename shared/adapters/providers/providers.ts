import type { Clock } from '../../clock.js';
import type { Providers } from '../../ingestion/provider.js';
import type { ProvidersConfig } from './env.js';
import { tmdbProvider } from './tmdb.js';

/** The providers that are asked over the network: those whose keys the configuration gives. */
export function networkProviders(config: ProvidersConfig, clock: Clock): Providers {
  const key = config.TMDB_API_KEY;
  if (!key) return {};
  const options = {
    key,
    url: config.TMDB_URL,
    firstRunPages: config.TMDB_PAGES,
    requestsPer10s: config.TMDB_REQUESTS_PER_10_S,
  };
  return { tmdb: tmdbProvider(options, clock) };
}
