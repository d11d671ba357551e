import { PageReference } from './ingestion-events.js';
import { topic } from './topic.js';

export const RunReference = PageReference.pick({ run: true, provider: true });

/** An hour has passed, or an operator asked: the provider's titles are to be brought up to date. */
export const runRequested = topic('ingestion-run-requested', RunReference, [
  { run: 'tmdb-20261121t1000', provider: 'tmdb' },
]);
