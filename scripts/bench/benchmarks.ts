import type { Benchmark } from './benchmark.js';

/** Every benchmark by the name that `npm run bench -- NAME` takes, in the order in which all of them run. */
export const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'cold-start': async () => (await import('./cold-start/cold-start.js')).coldStart,
  lookup: async () => (await import('./lookup.js')).lookup,
  'sign-in': async () => (await import('./sign-in.js')).signIn,
  encoder: async () => (await import('./encoder/encoder.js')).encoder,
  'encoder-quality': async () => (await import('./encoder/quality.js')).encoderQuality,
  ingestion: async () => (await import('./ingestion.js')).ingestion,
  search: async () => (await import('./search/search.js')).search,
  'vector-engine': async () => (await import('./vector-engine/vector-engine.js')).vectorEngine,
  relevance: async () => (await import('./relevance/relevance.js')).relevance,
  similar: async () => (await import('./similar/similar.js')).similar,
  autocomplete: async () => (await import('./search/autocomplete.js')).autocomplete,
  sona: async () => (await import('./sona/sona.js')).sona,
  newcomers: async () => (await import('./sona/newcomers.js')).newcomers,
  'sona-peer': async () => (await import('./sona/peer.js')).sonaPeer,
  recommendations: async () => (await import('./recommendations/recommendations.js')).recommendations,
  capacity: async () => (await import('./capacity.js')).capacity,
  'twenty-million': async () => (await import('./twenty-million/twenty-million.js')).twentyMillion,
  durability: async () => (await import('./durability.js')).durability,
  outages: async () => (await import('./outages.js')).outages,
};
