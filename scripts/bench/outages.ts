import type { Benchmark } from './benchmark.js';
import { compareCatalogues } from './durability-catalogue.js';
import { countOf, outOfStep } from './durability-difference.js';
import { ownLines } from './outage-lines.js';
import { allOutages, nameOf, type Outage } from './outage-list.js';
import { ingestThrough, linesFor } from './outage-run.js';

const SHOWN = 20;

export const outages: Benchmark = {
  about: `${allOutages.length} outages of everything the system depends on while it takes in titles; compared with none`,
  async run({ say }) {
    const startedAt = performance.now();
    const lines = ownLines(linesFor(allOutages.length));
    const calm = await ingestThrough([], lines);
    const disturbed = await ingestThrough(allOutages, lines, (outage) => say(nameOf(outage)));
    const differences = [
      ...disturbed.differences,
      ...compareCatalogues(disturbed.catalogue, calm.catalogue),
      ...(disturbed.suggestions.join() === calm.suggestions.join() ? [] : [outOfStep('suggestions')]),
    ];
    for (const { what } of differences.slice(0, SHOWN)) say(what);
    const none = { atMost: 0 };
    return {
      figures: [
        { what: 'outages', value: allOutages.length, unit: '' },
        { what: 'attempts of functions that failed', value: disturbed.failed, unit: '' },
        { what: 'dead letters, all of which were put back', value: disturbed.deadLetters, unit: '' },
        { what: 'acknowledged pages', value: disturbed.acknowledged, unit: '' },
        { what: 'titles at the end', value: disturbed.catalogue.points.size, unit: '' },
        { what: 'lost', value: countOf(differences, 'lost'), unit: '', target: none },
        { what: 'doubled', value: countOf(differences, 'doubled'), unit: '', target: none },
        { what: 'out of step', value: countOf(differences, 'out of step'), unit: '', target: none },
        { what: 'duration', value: (performance.now() - startedAt) / 1_000, unit: 's' },
      ],
      chart: {
        title: 'Outages by the dependency that failed',
        unit: 'outages',
        kind: 'bars',
        bars: targetsOf(allOutages).map((target) => ({
          label: target,
          value: allOutages.filter(({ faults }) => faults.some((fault) => fault.target === target)).length,
        })),
      },
    };
  },
};

function targetsOf(all: readonly Outage[]): string[] {
  return [...new Set(all.flatMap(({ faults }) => faults.map(({ target }) => target)))];
}
