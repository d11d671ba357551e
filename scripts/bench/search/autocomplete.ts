import type { Benchmark, Figure } from '../benchmark.js';
import { catalogueFile, startFilledSuite } from '../filled-suite.js';
import { type LoadResult, load } from '../load.js';
import { serviceUrl } from '../suite-control.js';
import { peers, startPeer } from './peers.js';
import { readCatalogue, shuffled } from './queries.js';

const TITLES = 66_030;
const TYPED = 20_000;
const run = { seconds: 6, warmUpSeconds: 3 };
/** In the cloud the load balancer talks to a service directly; the local entry is one more process. */
const SERVER = 'ours, at the service';

export const autocomplete: Benchmark = {
  about: `suggestions while typing over ${TITLES} titles, at the service itself and through the local entry; every request types something else`,
  async run(context) {
    const file = catalogueFile(context);
    const typed = beginnings((await readCatalogue(file, TITLES)).map(({ title }) => title));
    const suite = await startFilledSuite(context, TITLES, '--limits', 'off');
    const results: { who: string; connections: number; result: LoadResult }[] = [];
    try {
      await fetch(new URL('/control/schedules/write-catalogue-artefact/run', suite.console), {
        method: 'POST',
      });
      const entries = { [SERVER]: await serviceUrl(suite, 'search'), ours: suite.api };
      for (const [who, at] of Object.entries(entries)) {
        const urls = typed.map((q) => `${at}/api/v1/search/autocomplete?q=${encodeURIComponent(q)}`);
        for (const connections of [1, 16]) {
          context.say(`${who}, ${connections} at once`);
          results.push({ who, connections, result: await load({ urls, connections, ...run }) });
        }
      }
    } finally {
      await suite.stop();
    }
    for (const peer of peers) {
      context.say(`${peer} builds its index`);
      const { url, stop } = await startPeer(peer, file, TITLES, 'names');
      const urls = typed.map((q) => `${url}?limit=10&typing=true&q=${encodeURIComponent(q)}`);
      for (const connections of [1, 16]) {
        context.say(`${peer}, ${connections} at once`);
        results.push({ who: peer, connections, result: await load({ urls, connections, ...run }) });
      }
      stop();
    }
    return {
      figures: results.flatMap(({ who, connections, result }) => figuresOf(who, connections, result)),
      chart: {
        title: 'Suggestions while typing, one client, p95',
        unit: 'ms',
        kind: 'bars',
        bars: results
          .filter(({ connections }) => connections === 1)
          .map(({ who, result }) => ({
            label: who,
            value: result.p95,
            ...(who === SERVER && { target: 5 }),
          })),
      },
    };
  },
};

function figuresOf(who: string, connections: number, { p50, p95, p99, perSecond }: LoadResult): Figure[] {
  const at = `${who}, ${connections} at once`;
  const isHeld = who === SERVER && connections === 1;
  return [
    { what: `${at}, p50`, value: p50, unit: 'ms' },
    { what: `${at}, p95`, value: p95, unit: 'ms', ...(isHeld && { target: { atMost: 5 } }) },
    { what: `${at}, p99`, value: p99, unit: 'ms' },
    { what: `${at}, answers`, value: perSecond, unit: '1/s' },
  ];
}

/** What is typed on the way to a title, from its first letter on. */
function beginnings(titles: readonly string[]): string[] {
  const typed = shuffled(titles)
    .slice(0, TYPED)
    .map((title, i) => title.slice(0, 1 + (i % 12)).trimEnd());
  return [...new Set(typed.filter((text) => /[\p{L}\p{N}]/u.test(text)).map((text) => text.toLowerCase()))];
}
