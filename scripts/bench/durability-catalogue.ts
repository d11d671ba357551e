import { type CollectionReference, Firestore } from '@google-cloud/firestore';
import { QdrantClient } from '@qdrant/js-client-rest';
import { type Difference, doubled, lost, outOfStep } from './durability-difference.js';
import type { Addresses } from './killable-suite.js';

/** A catalogue as it is stored, without the instants at which it came about. */
export interface StoredCatalogue {
  /** The document as JSON by its path. */
  documents: ReadonlyMap<string, string>;
  points: ReadonlyMap<string, Point>;
}

interface Point {
  payload: string;
  /** Of all named dense vectors, one after the other. */
  vector: readonly number[];
  terms: string;
}

/** What makes up the catalogue; runs and outcomes tell how it came about. */
const COLLECTIONS = ['titles', 'records', 'keys', 'names'];
const PAGE = 500;
/** Vectors of one text differ by so much where other texts stood in the batch: float32 sums in another order. */
const VECTOR_TOLERANCE = 1e-4;
const instants = new Set(['last_updated', 'created_at', 'seen_at', 'as_of']);

export async function readCatalogue({ env }: Pick<Addresses, 'env'>): Promise<StoredCatalogue> {
  const db = new Firestore({
    projectId: 'media-gateway',
    databaseId: 'catalogue',
    host: env['FIRESTORE_EMULATOR_HOST'] ?? '',
    ssl: false,
    universeDomain: 'googleapis.com',
  });
  try {
    const documents = new Map<string, string>();
    for (const name of COLLECTIONS) await readCollection(db.collection(name), documents);
    return { documents, points: await readPoints(env['QDRANT_URL'] ?? '') };
  } finally {
    await db.terminate();
  }
}

async function readCollection(collection: CollectionReference, into: Map<string, string>): Promise<void> {
  for (const document of (await collection.get()).docs) {
    const { body, ...rest } = document.data();
    const content = typeof body === 'string' ? { body: JSON.parse(body), ...rest } : rest;
    into.set(document.ref.path, stable(content));
  }
}

async function readPoints(url: string): Promise<Map<string, Point>> {
  const client = new QdrantClient({ url, checkCompatibility: false });
  const points = new Map<string, Point>();
  const { aliases } = await client.getAliases();
  const collection = aliases.find(({ alias_name }) => alias_name === 'titles')?.collection_name;
  if (!collection) return points;
  let offset: string | number | undefined;
  do {
    const page = await client.scroll(collection, {
      limit: PAGE,
      with_payload: true,
      with_vector: true,
      ...(offset !== undefined && { offset }),
    });
    for (const { id, payload, vector } of page.points) {
      const named = (vector ?? {}) as Record<string, unknown>;
      const { keywords, ...dense } = named;
      points.set(String(id), {
        payload: stable(payload),
        vector: Object.values(dense).flat() as number[],
        terms: stable(keywords),
      });
    }
    offset = page.next_page_offset as string | number | undefined;
  } while (offset !== undefined && offset !== null);
  return points;
}

/** JSON with sorted keys and without instants. */
function stable(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (instants.has(key)) return undefined;
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** In what a catalogue differs from the one that nothing disturbed; nothing where they agree. */
export function compareCatalogues(found: StoredCatalogue, reference: StoredCatalogue): Difference[] {
  return [
    ...compareKeys('document', found.documents, reference.documents, (a, b) => a === b),
    ...compareKeys(
      'point',
      found.points,
      reference.points,
      (a, b) => a.payload === b.payload && a.terms === b.terms && near(a.vector, b.vector),
    ),
  ];
}

function compareKeys<Value>(
  what: string,
  found: ReadonlyMap<string, Value>,
  reference: ReadonlyMap<string, Value>,
  same: (a: Value, b: Value) => boolean,
): Difference[] {
  const absent = [...reference.keys()].filter((key) => !found.has(key));
  const invented = [...found.keys()].filter((key) => !reference.has(key));
  const other = [...reference].filter(([key, value]) => {
    const own = found.get(key);
    return own !== undefined && !same(own, value);
  });
  return [
    ...absent.map((key) => lost(`${what} ${key}`)),
    ...invented.map((key) => doubled(`${what} ${key} should not be there`)),
    ...other.map(([key]) => outOfStep(`${what} ${key} is another`)),
  ];
}

/** Where the index is out of step with the catalogue of the same suite. */
export function indexDifferences({ documents, points }: StoredCatalogue): Difference[] {
  const titles = new Map<string, { body?: { title: unknown }; hashes?: unknown; indexed?: unknown }>();
  for (const [path, document] of documents) {
    const id = /^titles\/(.+)$/.exec(path)?.[1];
    if (id) titles.set(id, JSON.parse(document));
  }
  const shown = [...titles].filter(([, title]) => title.body !== undefined);
  return [
    ...shown.flatMap(([id, title]) => {
      const point = points.get(id);
      if (!point) return [outOfStep(`title ${id} is not in the index`)];
      const { card } = JSON.parse(point.payload) as { card: unknown };
      const inStep =
        stable(card) === stable(title.body?.title) && stable(title.hashes) === stable(title.indexed);
      return inStep ? [] : [outOfStep(`title ${id} stands in the index in an old form`)];
    }),
    ...[...points.keys()]
      .filter((id) => titles.get(id)?.body === undefined)
      .map((id) => outOfStep(`point ${id} is of no title`)),
  ];
}

function near(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - (b[i] ?? 0)) < VECTOR_TOLERANCE);
}
