import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { payloadIndexes } from './payload.js';
import { reachQdrant, readQdrant, statusOf } from './reach.js';

export interface VectorSizes {
  text: number;
  facts: number;
}

/**
 * Makes what is missing of the collection, its indexes and its alias; one call when nothing is. Two instances may
 * do it at once: whoever comes second finds it done.
 * @throws when the collection holds vectors of another length
 */
export async function prepareCollection(
  client: QdrantClient,
  alias: string,
  sizes: VectorSizes,
): Promise<void> {
  const known = await readQdrant(client.getCollection(alias), undefined);
  if (known) return completeCollection(client, alias, known, sizes);

  const collection = `${alias}-v1`;
  const { exists } = await reachQdrant(client.collectionExists(collection));
  if (!exists) await createCollection(client, collection, sizes);
  const created = await reachQdrant(client.getCollection(collection));
  await completeCollection(client, collection, created, sizes);
  const create_alias = { alias_name: alias, collection_name: collection };
  await reachQdrant(client.updateCollectionAliases({ actions: [{ create_alias }] }));
}

async function completeCollection(
  client: QdrantClient,
  collection: string,
  info: Schemas['CollectionInfo'],
  sizes: VectorSizes,
): Promise<void> {
  checkSizes(collection, info, sizes);
  const missing = Object.entries(payloadIndexes).filter(([field]) => !(field in info.payload_schema));
  await Promise.all(
    missing.map(([field_name, field_schema]) =>
      reachQdrant(client.createPayloadIndex(collection, { field_name, field_schema, wait: true })),
    ),
  );
}

/** Quantised vectors in memory, originals on disk; terms weigh by how rare they are in the whole collection. */
async function createCollection(client: QdrantClient, collection: string, sizes: VectorSizes): Promise<void> {
  const vector = (size: number) => ({ size, distance: 'Cosine' as const, on_disk: true });
  try {
    await reachQdrant(
      client.createCollection(collection, {
        vectors: { text: vector(sizes.text), facts: vector(sizes.facts) },
        sparse_vectors: { keywords: { modifier: 'idf' } },
        quantization_config: { scalar: { type: 'int8', quantile: 0.99, always_ram: true } },
        on_disk_payload: true,
      }),
    );
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}

function checkSizes(collection: string, { config }: Schemas['CollectionInfo'], sizes: VectorSizes): void {
  const vectors = config.params.vectors as Record<string, { size: number }> | undefined;
  for (const name of ['text', 'facts'] as const) {
    const size = vectors?.[name]?.size;
    if (size === sizes[name]) continue;
    throw new Error(
      `The collection ${collection} has ${name} vectors of ${size} dimensions, the model gives ${sizes[name]}: ` +
        'name another QDRANT_COLLECTION and ingest again, or delete the old collection.',
    );
  }
}
