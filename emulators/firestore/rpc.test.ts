import { v1 } from '@google-cloud/firestore';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestFirestore } from './testing.js';

/** The methods that the high-level client does not use, over the vendor's generated client. */
let suite: TestFirestore;
let api: InstanceType<typeof v1.FirestoreClient>;

const database = 'projects/media-gateway/databases/catalogue';
const root = `${database}/documents`;

beforeAll(async () => {
  suite = await TestFirestore.start();
  process.env.METADATA_SERVER_DETECTION = 'none';
  const [servicePath, port] = suite.emulator.env.FIRESTORE_EMULATOR_HOST?.split(':') ?? [];
  api = new v1.FirestoreClient({
    ...(servicePath ? { servicePath } : {}),
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  });
});

afterAll(async () => {
  await api.close();
  await suite.stop();
});

const number = (n: number) => ({ fields: { n: { integerValue: n } } });

describe('single documents', () => {
  it('are created, read, updated by mask and deleted', async () => {
    const name = `${root}/single/a`;
    const fields = { n: { integerValue: 1 }, m: { integerValue: 2 } };
    const [created] = await api.createDocument({
      parent: root,
      collectionId: 'single',
      documentId: 'a',
      document: { fields },
    });
    expect(created.name).toBe(name);
    await expect(
      api.createDocument({ parent: root, collectionId: 'single', documentId: 'a', document: {} }),
    ).rejects.toMatchObject({ code: 6 });

    const document = { name, ...number(5) };
    const [updated] = await api.updateDocument({
      document,
      updateMask: { fieldPaths: ['n'] },
      mask: { fieldPaths: ['n'] },
    });
    expect(Object.keys(updated.fields ?? {})).toEqual(['n']);
    const [read] = await api.getDocument({ name });
    expect(read.fields?.n?.integerValue).toBe('5');
    expect(read.fields?.m?.integerValue).toBe('2');

    await api.deleteDocument({ name });
    await expect(api.getDocument({ name })).rejects.toMatchObject({ code: 5 });
  });

  it('get an id when they are created without', async () => {
    const [created] = await api.createDocument({
      parent: root,
      collectionId: 'unnamed',
      document: number(1),
    });
    expect(created.name).toMatch(/\/unnamed\/\w{20}$/);
  });
});

describe('listing', () => {
  it('goes on from page to page, through documents that exist and that do not', async () => {
    for (const path of ['list/a', 'list/b/deep/1', 'list/c', 'list/d/deep/1', 'list/e']) {
      await api.updateDocument({ document: { name: `${root}/${path}`, ...number(1) } });
    }
    const seen: string[] = [];
    let pageToken = '';
    do {
      const [documents, , response] = await api.listDocuments(
        {
          parent: root,
          collectionId: 'list',
          pageSize: 2,
          pageToken,
          showMissing: true,
          mask: { fieldPaths: [] },
        },
        { autoPaginate: false },
      );
      expect(documents.length).toBeLessThanOrEqual(2);
      seen.push(...documents.map(({ name }: { name?: string | null }) => name?.split('/').at(-1) ?? ''));
      pageToken = response?.nextPageToken ?? '';
    } while (pageToken !== '');
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('a transaction', () => {
  it('that is rolled back gives its locks up and is unknown afterwards', async () => {
    const name = `${root}/rolled/back`;
    await api.updateDocument({ document: { name, ...number(1) } });
    const [{ transaction }] = await api.beginTransaction({ database, options: { readWrite: {} } });
    await api.getDocument({ name, transaction: transaction as Buffer });
    await api.rollback({ database, transaction: transaction as Buffer });
    await api.updateDocument({ document: { name, ...number(2) } });
    await expect(api.commit({ database, writes: [], transaction: transaction as Buffer })).rejects.toThrow(
      /transaction has expired/,
    );
  });

  it('that reads only cannot write', async () => {
    const [{ transaction }] = await api.beginTransaction({ database, options: { readOnly: {} } });
    const writes = [{ delete: `${root}/rolled/back` }];
    await expect(api.commit({ database, writes, transaction: transaction as Buffer })).rejects.toMatchObject({
      code: 3,
    });
  });

  it('that is committed again answers the same, also after a restart, and writes once', async () => {
    const name = `${root}/again/a`;
    const increment = { fieldPath: 'n', increment: { integerValue: 1 } };
    const [{ transaction }] = await api.beginTransaction({ database });
    const request = {
      database,
      transaction: transaction as Buffer,
      writes: [{ transform: { document: name, fieldTransforms: [increment] } }],
    };
    const [first] = await api.commit(request);
    await suite.restart();
    const [second] = await api.commit(request);
    expect(second).toEqual(first);
    const [document] = await api.getDocument({ name });
    expect(document.fields?.n?.integerValue).toBe('1');
  });
});

describe('a request that makes no sense', () => {
  const cases: [string, () => Promise<unknown>][] = [
    ['names no database', () => api.commit({ database: 'nowhere', writes: [] })],
    [
      'names a document of another database',
      () => api.commit({ database, writes: [{ delete: 'projects/p/databases/d/documents/c/a' }] }),
    ],
    ['names a collection as a document', () => api.getDocument({ name: `${root}/c` })],
    ['writes nothing', () => api.commit({ database, writes: [{}] })],
    [
      'holds a value without a type',
      () => api.updateDocument({ document: { name: `${root}/c/a`, fields: { a: {} } } }),
    ],
    [
      'has a broken field path',
      () => api.updateDocument({ document: { name: `${root}/c/a` }, updateMask: { fieldPaths: ['a..b'] } }),
    ],
    [
      'writes a document twice in a batch',
      () => api.batchWrite({ database, writes: [{ delete: `${root}/c/a` }, { delete: `${root}/c/a` }] }),
    ],
  ];
  it.each(cases)('because it %s is refused with INVALID_ARGUMENT', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 3 });
  });
});
