import { SuiteClock } from '../../../emulators/clock.js';
import { Collections, tables } from '../../../emulators/qdrant/collections.js';
import { MatrixProduct } from '../../../emulators/qdrant/matrix-product.js';
import { startQdrant } from '../../../emulators/qdrant/qdrant.js';
import type { PointVectors } from '../../../emulators/qdrant/vector-record.js';
import { Store } from '../../../emulators/store.js';
import { qdrantTitleIndex } from '../../../shared/adapters/qdrant/title-index.js';
import { titleIdFrom } from '../../../shared/title/title-id.js';
import { type BenchTitle, embedded, openEmbedder, titlesOf } from './titles.js';

export const COLLECTION = 'titles';
/** Length of what is added to a unit vector to make a neighbour: their cosine is about .94. */
const NOISE = 0.35;
const KEPT_TERMS = 0.75;
const POINTS_OF_A_WRITE = 2_000;

interface Point {
  id: string;
  vectors: PointVectors;
  payload: BenchTitle['payload'];
}

/**
 * Writes every title into an engine on the folder, and beside each `copies - 1` made-up neighbours: vectors moved by
 * noise of length .35, a quarter of the terms left out, the weights of the others changed by up to a fifth, the year
 * by up to four.
 */
export async function fillEngine(
  { folder, data, copies }: { folder: string; data: string; copies: number },
  say: (progress: string) => void,
): Promise<void> {
  const embedder = await openEmbedder();
  const titles = [...titlesOf(data)];
  const texts = await embedded(
    embedder,
    titles.map(({ words }) => words),
    say,
  );
  const size = embedder.textSize;
  await prepare(folder, { text: size, facts: titles[0]?.facts.length ?? 0 });
  const store = new Store(folder, tables);
  const product = await MatrixProduct.create();
  const collections = new Collections(store, product);
  const collection = collections.get(COLLECTION);
  const total = titles.length * copies;
  for (let from = 0; from < total; from += POINTS_OF_A_WRITE) {
    collection.write(() => {
      for (let i = from; i < Math.min(total, from + POINTS_OF_A_WRITE); i++) {
        const title = titles[i % titles.length] as BenchTitle;
        const start = (i % titles.length) * size;
        const { id, vectors, payload } = pointOf(
          title,
          texts.subarray(start, start + size),
          Math.floor(i / titles.length),
        );
        collection.put(id, vectors, payload);
      }
    });
    if ((from / POINTS_OF_A_WRITE) % 25 === 0) say(`wrote ${from} of ${total} points`);
  }
  say('finding the centres of the cells');
  for await (const _ of collections.optimize());
  await store.close();
  await product.release();
}

/** Makes the collection and its indexes as the adapter does. */
async function prepare(folder: string, sizes: { text: number; facts: number }): Promise<void> {
  const emulator = await startQdrant({ folder, clock: new SuiteClock() });
  const index = qdrantTitleIndex({
    QDRANT_URL: emulator.env['QDRANT_URL'] ?? '',
    QDRANT_COLLECTION: COLLECTION,
  });
  await index.prepare(sizes);
  await emulator.stop();
}

/** The title itself as copy 0, neighbours as the others. */
function pointOf({ id, payload, keywords, facts }: BenchTitle, text: Float32Array, copy: number): Point {
  const random = copy === 0 ? undefined : generator(`${id} ${copy}`);
  const moved = (vector: Float32Array) => (random ? noisy(vector, random) : vector);
  const places = keywords.indices.flatMap((_, i) => (!random || random() < KEPT_TERMS ? [i] : []));
  const weight = (i: number) => (keywords.values[i] ?? 0) * (random ? 0.8 + 0.4 * random() : 1);
  const terms = places.map((i) => keywords.indices[i] ?? 0);
  const year = payload.year === null || !random ? payload.year : payload.year + Math.round(8 * random() - 4);
  const apart = copy * 1e-7;
  const vectors: PointVectors = new Map();
  vectors.set('text', moved(text));
  if (facts.some((value) => value !== 0)) vectors.set('facts', moved(facts));
  vectors.set('keywords', { indices: Uint32Array.from(terms), values: Float32Array.from(places, weight) });
  return {
    id: random ? titleIdFrom('neighbour', `${id} ${copy}`) : id,
    vectors,
    payload: {
      ...payload,
      terms,
      year,
      rank_popular: payload.rank_popular + apart,
      rank_new: payload.rank_new + apart,
    },
  };
}

function noisy(vector: Float32Array, random: () => number): Float32Array {
  const noise = vector.map(() => random() + random() + random() - 1.5);
  const scale = NOISE / Math.hypot(...noise);
  const sum = vector.map((value, i) => value + scale * (noise[i] ?? 0));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

/** Park and Miller's generator, begun from the text; 0 to 1. */
function generator(text: string): () => number {
  let state = 1;
  for (const sign of text) state = (state * 31 + sign.charCodeAt(0)) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
