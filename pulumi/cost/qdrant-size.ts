import { offerKeys } from '../../shared/search/offer-keys.js';
import type { LoadProfile } from './load-profile.js';
import type { Measurements } from './measurements.js';

const GIB = 2 ** 30;

const TEXT = 512;
const FACTS = 256;
/** Qdrant's default `m`: links of a point in a likeness graph; the lowest layer has twice as many, 4 bytes each. */
const LINKS = 16;
const LINK_BYTES = 4;
/** Of the upper layers together, over the lowest: 1/m of the points reach each next one. */
const UPPER_LAYERS = 1 / (2 * (LINKS - 1));
/** Links of later versions are packed (notes of Qdrant 1.13, recalled). */
const PACKED = 0.62;
/** Share of the links for one indexed field that are not there already: not measured. */
const OWN_LINKS = 0.5;
/** Point number, weight, and the greatest weight that follows (qdrant/lib/sparse). */
const POSTING_BYTES = 12;
/** Point numbers by value, and values by point. */
const INDEXED_VALUE_BYTES = 12;
/** Of one offer: its keys, its place and its platform. */
const VALUES_OF_OFFER =
  offerKeys([{ region: 'US', platform: 'netflix', availability_type: 'subscription' }]).length + 2;
/** A UUID, the number it stands for, both ways, and the version. */
const IDENTITY_BYTES = 60;
/** Qdrant's own factor for vectors: metadata and segments that are being rebuilt (documentation, "Capacity planning"). */
const REBUILDING = 1.5;
/** What a node offers beside the data: the engine itself and the page cache of payloads and originals. */
const USABLE = 0.85;
/** Memory of nodes that can be ordered, GiB. */
const NODE_GIB = [1, 2, 4, 8, 16, 32, 64] as const;
const LARGEST_NODE = 64;
/** A processor comes with so much memory. */
export const GIB_A_PROCESSOR = 4;

/** Bytes of one point that must be in memory, and on disk. */
export interface PointBytes {
  vectors: number;
  graph: number;
  postings: number;
  termIndex: number;
  valueIndexes: number;
  identity: number;
  memory: number;
  disk: number;
}

export function pointBytes({ qdrant, offersOfTitle }: LoadProfile, { title }: Measurements): PointBytes {
  const vectors = (TEXT + FACTS) * (qdrant.quantised ? 1 : 4) * REBUILDING;
  const postings = title.terms * POSTING_BYTES;
  const termIndex = title.terms * INDEXED_VALUE_BYTES;
  const valueIndexes = (title.payloadValues + offersOfTitle * VALUES_OF_OFFER) * INDEXED_VALUE_BYTES;
  const graph = graphOf(title.linkedFields);
  const resident =
    vectors + graph + postings + valueIndexes + IDENTITY_BYTES + (qdrant.termsOnDisk ? 0 : termIndex);
  return {
    vectors,
    graph,
    postings,
    termIndex,
    valueIndexes,
    identity: IDENTITY_BYTES,
    memory: resident,
    disk: (TEXT + FACTS) * 4 * REBUILDING + title.payloadBytes + termIndex + resident,
  };
}

/** Of the graphs of both vectors. Each field by which a walk is filtered adds links among the points of one value. */
function graphOf(linkedFields: number): number {
  return 2 * LINK_BYTES * PACKED * (2 * LINKS * (1 + UPPER_LAYERS) + linkedFields * LINKS * OWN_LINKS);
}

export interface Cluster {
  nodes: number;
  gibPerNode: number;
  /** Of all nodes. */
  gib: number;
  processors: number;
}

/** The smallest cluster that holds the titles, each on as many nodes as replicas were asked for. */
export function clusterFor(profile: LoadProfile, measurements: Measurements): Cluster {
  const { replicas } = profile.qdrant;
  const needed = (profile.titles * pointBytes(profile, measurements).memory) / USABLE / GIB;
  const shards = Math.max(1, Math.ceil(needed / LARGEST_NODE));
  const perShard = needed / shards;
  const gibPerNode = NODE_GIB.find((gib) => gib >= perShard) ?? LARGEST_NODE;
  const nodes = shards * replicas;
  return { nodes, gibPerNode, gib: nodes * gibPerNode, processors: (nodes * gibPerNode) / GIB_A_PROCESSOR };
}
