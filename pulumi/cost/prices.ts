/**
 * List prices in US dollars, region us-central1 or worldwide, without discounts, taxes or commitments. The one place where
 * prices stand: to bring them up to date, look each up at its source and change TAKEN.
 * Artifact Registry is not here: bundles lie in Cloud Storage, on Google's own base image.
 */
export const TAKEN = '2026-11-21';

export type Product =
  | 'Cloud Run'
  | 'Pub/Sub'
  | 'Cloud Scheduler'
  | 'Firestore'
  | 'Cloud Storage'
  | 'Load balancer'
  | 'Cloud Armor'
  | 'Egress'
  | 'Logging'
  | 'Monitoring'
  | 'Secret Manager'
  | 'Qdrant'
  | 'Upstash'
  | 'PubNub';

export interface Price {
  product: Product;
  /** Of which one costs `usd`. */
  unit: string;
  /** Each holds for what lies between the one before and `upTo`, counted over a month and the whole account. */
  tiers: readonly { upTo: number; usd: number }[];
  source: string;
  /** `recalled` was written from memory, because its source could not be read: check it before relying on it. */
  certainty: 'looked up' | 'recalled';
}

const GIB = 2 ** 30;
const TIB = 2 ** 40;

function flat(usd: number, free = 0): Price['tiers'] {
  return free > 0
    ? [
        { upTo: free, usd: 0 },
        { upTo: Infinity, usd },
      ]
    : [{ upTo: Infinity, usd }];
}

const runPage = {
  product: 'Cloud Run',
  source: 'cloud.google.com/run/pricing, tier 1, request-based billing',
} as const;
const firestorePage = {
  product: 'Firestore',
  source: 'cloud.google.com/firestore/pricing, Standard edition; a named database has no free part',
} as const;
const storagePage = {
  product: 'Cloud Storage',
  source: 'cloud.google.com/storage/pricing',
  certainty: 'looked up',
} as const;
const armorPage = {
  product: 'Cloud Armor',
  source: 'cloud.google.com/armor/pricing, Standard',
  certainty: 'recalled',
} as const;
const upstashPage = {
  product: 'Upstash',
  source: 'upstash.com/pricing/redis',
  certainty: 'looked up',
} as const;
const pubnubPage = {
  product: 'PubNub',
  source: 'pubnub.com/docs/general/resources/pricing, by transaction; above a volume PubNub quotes',
  certainty: 'looked up',
} as const;

export const prices = {
  'run-cpu': { ...runPage, unit: 'vCPU-second', tiers: flat(0.000024, 180_000), certainty: 'looked up' },
  'run-memory': { ...runPage, unit: 'GiB-second', tiers: flat(0.0000025, 360_000), certainty: 'looked up' },
  'run-requests': { ...runPage, unit: 'request', tiers: flat(0.4e-6, 2e6), certainty: 'looked up' },
  'run-idle-cpu': {
    ...runPage,
    unit: 'idle vCPU-second of a minimum instance',
    tiers: flat(0.0000025),
    certainty: 'recalled',
  },
  'run-idle-memory': {
    ...runPage,
    unit: 'idle GiB-second of a minimum instance',
    tiers: flat(0.0000025),
    certainty: 'recalled',
  },

  'pubsub-bytes': {
    product: 'Pub/Sub',
    unit: 'byte published or delivered, at least 1,000 a request',
    tiers: flat(40 / TIB, 10 * GIB),
    source: 'cloud.google.com/pubsub/pricing',
    certainty: 'looked up',
  },
  'scheduler-jobs': {
    product: 'Cloud Scheduler',
    unit: 'job',
    tiers: flat(0.1, 3),
    source: 'cloud.google.com/scheduler/pricing',
    certainty: 'recalled',
  },

  'firestore-reads': { ...firestorePage, unit: 'document', tiers: flat(0.03 / 1e5), certainty: 'looked up' },
  'firestore-writes': { ...firestorePage, unit: 'document', tiers: flat(0.09 / 1e5), certainty: 'looked up' },
  'firestore-deletes': { ...firestorePage, unit: 'document', tiers: flat(0.01 / 1e5), certainty: 'recalled' },
  'firestore-storage': {
    ...firestorePage,
    unit: 'byte for a month',
    tiers: flat(0.15 / GIB),
    certainty: 'recalled',
  },
  'firestore-recovery': {
    ...firestorePage,
    unit: 'byte for a month under point-in-time recovery',
    tiers: flat(0.15 / GIB),
    certainty: 'recalled',
  },
  'firestore-backups': {
    ...firestorePage,
    unit: 'byte of backup for a month',
    tiers: flat(0.03 / GIB),
    certainty: 'looked up',
  },

  'storage-bytes': { ...storagePage, unit: 'byte for a month, Standard', tiers: flat(0.02 / 1e9) },
  'storage-writes': { ...storagePage, unit: 'operation of class A', tiers: flat(0.005 / 1_000) },
  'storage-reads': { ...storagePage, unit: 'operation of class B', tiers: flat(0.0004 / 1_000) },

  'balancer-rules': {
    product: 'Load balancer',
    unit: 'hour of up to five forwarding rules',
    tiers: flat(0.025),
    source: 'cloud.google.com/load-balancing/pricing',
    certainty: 'looked up',
  },
  'balancer-bytes': {
    product: 'Load balancer',
    unit: 'byte in or out',
    tiers: flat(0.008 / GIB),
    source: 'cloud.google.com/load-balancing/pricing',
    certainty: 'looked up',
  },
  'armor-policies': { ...armorPage, unit: 'policy for a month', tiers: flat(5) },
  'armor-rules': { ...armorPage, unit: 'rule for a month', tiers: flat(1) },
  'armor-requests': { ...armorPage, unit: 'request', tiers: flat(0.75e-6) },
  'egress-bytes': {
    product: 'Egress',
    unit: 'byte to the internet, Premium tier, North America and Europe',
    tiers: [
      { upTo: TIB, usd: 0.12 / GIB },
      { upTo: 10 * TIB, usd: 0.11 / GIB },
      { upTo: Infinity, usd: 0.08 / GIB },
    ],
    source: 'cloud.google.com/vpc/network-pricing',
    certainty: 'looked up',
  },

  'log-bytes': {
    product: 'Logging',
    unit: 'byte, kept for 30 days',
    tiers: flat(0.5 / GIB, 50 * GIB),
    source: 'cloud.google.com/stackdriver/pricing',
    certainty: 'looked up',
  },
  'metric-samples': {
    product: 'Monitoring',
    unit: 'sample, Managed Service for Prometheus',
    tiers: flat(0.06e-6),
    source: 'cloud.google.com/stackdriver/pricing',
    certainty: 'recalled',
  },
  'trace-spans': {
    product: 'Monitoring',
    unit: 'span, Cloud Trace',
    tiers: flat(0.2e-6, 2.5e6),
    source: 'cloud.google.com/stackdriver/pricing',
    certainty: 'recalled',
  },
  'secret-versions': {
    product: 'Secret Manager',
    unit: 'version for a month',
    tiers: flat(0.06, 6),
    source: 'cloud.google.com/secret-manager/pricing',
    certainty: 'looked up',
  },

  'qdrant-memory': {
    product: 'Qdrant',
    unit: 'GiB of a node for an hour, with a quarter of a vCPU and 4 GiB of disk',
    tiers: flat(0.0195),
    source:
      'cloud.qdrant.io/calculator, Standard, Google Cloud; the smallest node is published at 0.014 an hour',
    certainty: 'recalled',
  },

  'upstash-commands': { ...upstashPage, unit: 'command', tiers: flat(0.2 / 1e5) },
  /** A flat plan instead of commands: the model takes whichever is cheaper. */
  'upstash-plan': {
    ...upstashPage,
    unit: 'fixed plan of 10 GB for a month, 1 TB of traffic',
    tiers: flat(200),
  },
  'upstash-production': { ...upstashPage, unit: 'database with the Prod Pack', tiers: flat(200) },

  'pubnub-replicated': { ...pubnubPage, unit: 'publish, grant or presence event', tiers: flat(0.000123) },
  'pubnub-edge': { ...pubnubPage, unit: 'subscribe call', tiers: flat(0.000033) },
} as const satisfies Record<string, Price>;

export type Meter = keyof typeof prices;
export type Prices = Readonly<Record<Meter, Price>>;

/** Dollars of a month's amount, tier by tier. */
export function dollars({ tiers }: Price, amount: number): number {
  let from = 0;
  let sum = 0;
  for (const { upTo, usd } of tiers) {
    if (amount <= from) break;
    sum += (Math.min(amount, upTo) - from) * usd;
    from = upTo;
  }
  return sum;
}
