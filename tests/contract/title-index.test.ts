import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startQdrant } from '../../emulators/qdrant/qdrant.js';
import { qdrantTitleIndex } from '../../shared/adapters/qdrant/title-index.js';
import { Unavailable } from '../../shared/problem/problem.js';
import { type Bench, startBench } from './bench.js';
import { idOf } from './fixtures.js';
import { titleFilterContract } from './title-filter.contract.js';
import { titleIndexContract } from './title-index.contract.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench(startQdrant);
});
afterAll(() => bench.stop());

let collections = 0;
function open() {
  const QDRANT_URL = bench.emulator.env['QDRANT_URL'] ?? '';
  return qdrantTitleIndex({ QDRANT_URL, QDRANT_COLLECTION: `titles-${++collections}` });
}

describe('titles in Qdrant', () => {
  titleIndexContract(open);
  titleFilterContract(open);

  it('leaves an alias where an operator has moved it', async () => {
    const client = new QdrantClient({
      url: bench.emulator.env['QDRANT_URL'] ?? '',
      checkCompatibility: false,
    });
    const index = open();
    const alias = `titles-${collections}`;
    await index.prepare({ text: 4, facts: 2 });
    await client.createCollection(`${alias}-v2`, {
      vectors: { text: { size: 8, distance: 'Cosine' }, facts: { size: 2, distance: 'Cosine' } },
    });
    const create_alias = { alias_name: alias, collection_name: `${alias}-v2` };
    await client.updateCollectionAliases({
      actions: [{ delete_alias: { alias_name: alias } }, { create_alias }],
    });
    await index.prepare({ text: 8, facts: 2 });
    const { aliases } = await client.getAliases();
    expect(aliases.find(({ alias_name }) => alias_name === alias)?.collection_name).toBe(`${alias}-v2`);
    expect((await client.getCollection(`${alias}-v2`)).payload_schema).toHaveProperty('offers');
  });

  it.each(['down', 'hang', 'error', 'quota'] as const)(
    'reports a Qdrant that fails as unavailable: %s',
    async (kind) => {
      const index = open();
      bench.emulator.faults.set({ kind, rate: 1 });
      await expect(index.titles([idOf('Heat')])).rejects.toThrow(Unavailable);
      bench.emulator.faults.clear();
      expect(await index.titles([idOf('Heat')])).toEqual([]);
    },
  );
});
