import type { Manifest, Service } from '../../shared/function/declare.js';
import { DAYS, type LoadProfile } from './load-profile.js';
import { dollars, type Meter, type Prices } from './prices.js';
import { clusterFor } from './qdrant-size.js';
import { PROCESSOR_RATIO } from './run-time.js';
import type { Amounts, Assumptions } from './workload.js';

/** A piece of work on the whole catalogue. */
export interface CatalogueWork {
  name: string;
  titles: number;
  /** At the instances that the manifest allows, or at what Firestore takes. */
  hours: number;
  /** What the time is spent on. */
  bound: string;
  usd: number;
}

const PAGE = 128;
const MESSAGE_BYTES = 1_000;
/** Writes a second that a database takes once its load has grown; growth from 500 adds half an hour. */
const FIRESTORE_WRITES = 10_000;
const HOURS = 24 * DAYS;

interface Each {
  reads: number;
  writes: number;
  embedMs: number;
  otherMs: number;
}

/** The first load, a new version of the encoder, and what an hourly comparison of everything would be. */
export function catalogueWork(manifest: Manifest, prices: Prices, all: Assumptions): CatalogueWork[] {
  const { profile, measured } = all;
  const { pipeline, steps } = measured;
  const work = (name: string, titles: number, each: Each, extra = 0): CatalogueWork => {
    const [bound, perSecond] = slowest(manifest, each);
    const hours = titles / perSecond / 3_600;
    return {
      name,
      titles,
      hours,
      bound,
      usd: usdOf(prices, titles, each, measured.pipeline) + extra * hours,
    };
  };
  const full = { embedMs: steps.embed, otherMs: steps.others };
  const changes = profile.titles * profile.changedAnHour;
  const words = profile.changedWords;
  const mixed = (kind: 'Reads' | 'Writes') =>
    words * pipeline[`text${kind}`] + (1 - words) * pipeline[`offers${kind}`];
  return [
    work('first load', profile.titles, { reads: pipeline.newReads, writes: pipeline.newWrites, ...full }),
    work(
      'new vectors for all (a second cluster meanwhile)',
      profile.titles,
      // Embedding and indexing only: the title twice to index it, once to embed it, and a note of it.
      { reads: 3, writes: 1, embedMs: steps.embed, otherMs: steps.others / 2 },
      clusterUsdAnHour(profile, prices, all),
    ),
    work('changes of one hour, by the feed', changes, {
      reads: mixed('Reads'),
      writes: mixed('Writes'),
      embedMs: steps.embed * words,
      otherMs: steps.others,
    }),
    work('comparing everything, each hour', profile.titles, {
      reads: pipeline.sameReads,
      writes: pipeline.sameWrites,
      embedMs: 0,
      otherMs: steps.others,
    }),
  ];
}

/** Dollars a month of work that is done every hour. */
export function monthly({ usd }: CatalogueWork): number {
  return usd * HOURS;
}

/** Titles a second of the slowest part. */
function slowest(manifest: Manifest, { writes, embedMs, otherMs }: Each): [name: string, perSecond: number] {
  const parts: [string, number][] = [
    ['ingestion-embed', rate(manifest['ingestion-embed'], embedMs)],
    ['ingestion-resolve', rate(manifest['ingestion-resolve'], otherMs / 4)],
    ['ingestion-index', rate(manifest['ingestion-index'], otherMs / 4)],
    ['Firestore writes', FIRESTORE_WRITES / writes],
  ];
  return parts.reduce((least, part) => (part[1] < least[1] ? part : least));
}

function rate(service: Service | undefined, ms: number): number {
  return service ? (service.max * 1_000 * PROCESSOR_RATIO) / ms : Number.POSITIVE_INFINITY;
}

function usdOf(
  prices: Prices,
  titles: number,
  each: Each,
  { messages, puts, gets }: Assumptions['measured']['pipeline'],
): number {
  const pages = titles / PAGE;
  const seconds = (ms: number) => (titles * ms) / 1_000 / PROCESSOR_RATIO;
  const amounts: Amounts = {
    'firestore-reads': titles * each.reads,
    'firestore-writes': titles * each.writes,
    // Embedding has two processors.
    'run-cpu': seconds(2 * each.embedMs + each.otherMs),
    'run-memory': seconds(each.embedMs + each.otherMs),
    'pubsub-bytes': pages * messages * 2 * MESSAGE_BYTES,
    'storage-writes': pages * puts,
    'storage-reads': pages * gets,
  };
  return (Object.entries(amounts) as [Meter, number][]).reduce(
    // Without the free parts, which the month's other work uses up.
    (sum, [meter, amount]) => sum + amount * (prices[meter].tiers.at(-1)?.usd ?? 0),
    0,
  );
}

function clusterUsdAnHour(profile: LoadProfile, prices: Prices, { measured }: Assumptions): number {
  return dollars(prices['qdrant-memory'], clusterFor(profile, measured).gib);
}
