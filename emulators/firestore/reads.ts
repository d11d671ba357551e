import { aggregate, aggregateResults, parseAggregations } from './aggregate.js';
import { type EncodedDocument, encodeDocument, masked, timestampOf } from './document.js';
import { collectionLock, type Engine, groupLock, readLock, type View } from './engine.js';
import { type FieldPath, parseFieldPath } from './field-path.js';
import type { LockRequest } from './locks.js';
import type {
  BatchGetDocumentsRequest,
  ConsistencySelector,
  GetDocumentRequest,
  ListCollectionIdsRequest,
  ListDocumentsRequest,
  PartitionQueryRequest,
  ProtoMask,
  RunAggregationQueryRequest,
  RunQueryRequest,
} from './messages.js';
import {
  checkId,
  collectionUnder,
  type DocumentName,
  fullName,
  parseDatabase,
  parseDocumentName,
  parseParent,
} from './names.js';
import { parseQuery, type Query } from './query.js';
import { fieldReader, runQuery } from './run-query.js';
import { cancelled, invalid, notFound } from './status.js';
import type { Reader } from './tables.js';
import { encodeValue } from './value.js';
import { compareText } from './value-order.js';

/** What a handler knows of the call that it answers. */
export interface Call {
  readonly cancelled: boolean;
}

const DEFAULT_PAGE = 300;

/** The reading half of the service. Streams are iterables: what is not asked for is not read. */
export class Reads {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async getDocument(request: GetDocumentRequest, call: Call): Promise<EncodedDocument> {
    const name = parseDocumentName(request.name);
    const mask = parseMask(request.mask);
    const { reader } = await this.#view(name.database, request, [readLock(name)], call);
    const document = reader.get(name);
    if (!document) throw notFound(`Document "${request.name}" not found.`);
    return masked(document, mask);
  }

  async batchGetDocuments(request: BatchGetDocumentsRequest, call: Call): Promise<Iterable<object>> {
    const database = parseDatabase(request.database);
    const mask = parseMask(request.mask);
    const names = new Map(request.documents.map((text) => [text, parseDocumentName(text)]));
    for (const [text, name] of names) {
      if (name.database !== database)
        throw invalid(`Document "${text}" is not in the database of this request.`);
    }
    const view = await this.#view(database, request, [...names.values()].map(readLock), call);
    const results = [...names].map(([text, name]) => {
      const found = view.reader.get(name);
      return found ? { found: masked(found, mask) } : { missing: text };
    });
    return withView(view, results);
  }

  async listDocuments(request: ListDocumentsRequest, call: Call): Promise<object> {
    const parent = parseParent(request.parent);
    const mask = parseMask(request.mask);
    checkId(request.collectionId ?? '', 'Collection');
    if (request.orderBy && !/^__name__( asc)?$/i.test(request.orderBy.trim())) {
      throw invalid('ListDocuments orders by __name__ only; use RunQuery for other orders.');
    }
    const collection = collectionUnder(parent, request.collectionId ?? '');
    const locks = [collectionLock(parent.database, collection)];
    const { reader } = await this.#view(parent.database, request, locks, call);
    const pageSize = request.pageSize || DEFAULT_PAGE;
    const after = request.pageToken ? Buffer.from(request.pageToken, 'base64url').toString() : undefined;
    const page = listPage(reader, parent.database, collection, after, pageSize + 1);
    if (request.showMissing) addMissing(page, reader, parent.database, collection, after, pageSize + 1);
    const more = page.length > pageSize;
    if (more) page.pop();
    return {
      documents: page.map(({ name, document }) =>
        document ? masked(document, mask) : encodeDocument(fullName(name), Buffer.alloc(0)),
      ),
      nextPageToken: more ? Buffer.from(page.at(-1)?.name.id ?? '').toString('base64url') : '',
    };
  }

  async listCollectionIds(request: ListCollectionIdsRequest): Promise<object> {
    const parent = parseParent(request.parent);
    const below = parent.path === '' ? '' : `${parent.path}/`;
    const ids = new Set<string>();
    for (const collection of this.#engine.documents.collections(parent.database)) {
      if (collection.startsWith(below)) ids.add(collection.slice(below.length).split('/', 1)[0] ?? '');
    }
    const rest = [...ids]
      .sort(compareText)
      .filter((id) => !request.pageToken || compareText(id, request.pageToken) > 0);
    const collectionIds = rest.slice(0, request.pageSize || rest.length);
    return {
      collectionIds,
      nextPageToken: collectionIds.length < rest.length ? collectionIds.at(-1) : '',
    };
  }

  async runQuery(request: RunQueryRequest, call: Call): Promise<Iterable<object>> {
    const parent = parseParent(request.parent);
    const query = parseQuery(parent, request.structuredQuery);
    const view = await this.#view(parent.database, request, [queryLock(query)], call);
    return withView(view, queryResults(view.reader, query));
  }

  async runAggregationQuery(request: RunAggregationQueryRequest, call: Call): Promise<Iterable<object>> {
    const parent = parseParent(request.parent);
    const proto = request.structuredAggregationQuery;
    const query = parseQuery(parent, proto?.structuredQuery);
    const aggregators = parseAggregations(proto?.aggregations ?? []);
    const view = await this.#view(parent.database, request, [queryLock(query)], call);
    for (const stored of runQuery(view.reader, query)) aggregate(aggregators, fieldReader(stored));
    return withView(view, [{ result: { aggregateFields: aggregateResults(aggregators) } }]);
  }

  async partitionQuery(request: PartitionQueryRequest): Promise<object> {
    const parent = parseParent(request.parent);
    const query = parseQuery(parent, request.structuredQuery);
    const points = request.partitionCount ?? 0;
    if (points < 1) throw invalid('partition_count must be positive.');
    const names = [...runQuery(this.#engine.documents, query)].map(({ name }) => fullName(name));
    const cuts = Array.from({ length: points }, (_, index) =>
      Math.floor(((index + 1) * names.length) / (points + 1)),
    );
    const partitions = [...new Set(cuts)].flatMap((cut) => {
      const value = cut > 0 ? names[cut] : undefined;
      return value === undefined
        ? []
        : [{ values: [encodeValue({ kind: 'reference', value })], before: true }];
    });
    return { partitions, nextPageToken: '' };
  }

  async #view(
    database: string,
    selector: ConsistencySelector,
    locks: LockRequest[],
    call: Call,
  ): Promise<View> {
    const view = await this.#engine.view(database, selector, locks);
    if (!call.cancelled) return view;
    // Nobody will ever learn this transaction's id to end it.
    if (view.began && view.transaction) this.#engine.transactions.end(view.transaction);
    throw cancelled('The client has gone.');
  }
}

/** The results of a query as documents, with its projection. */
export function* queryResults(reader: Reader, query: Query): Iterable<{ document: EncodedDocument }> {
  for (const { document } of runQuery(reader, query)) yield { document: masked(document, query.select) };
}

function queryLock({ scope }: Query): LockRequest {
  return scope.kind === 'collection'
    ? collectionLock(scope.database, scope.collection)
    : groupLock(scope.database, scope.collectionId);
}

/** Adds to each answer when it was true, to the first the id of a transaction that it began. */
function* withView(view: View, answers: Iterable<object>): Iterable<object> {
  const readTime = timestampOf(view.readTime);
  let transaction = view.began && view.transaction ? Buffer.from(view.transaction.id, 'hex') : undefined;
  let empty = true;
  for (const answer of answers) {
    yield transaction ? { ...answer, readTime, transaction } : { ...answer, readTime };
    transaction = undefined;
    empty = false;
  }
  if (empty) yield transaction ? { readTime, transaction } : { readTime };
}

export function parseMask(mask: ProtoMask | null | undefined): FieldPath[] | undefined {
  return mask?.fieldPaths.map(parseFieldPath);
}

interface Listed {
  name: DocumentName;
  /** Absent for a document that does not exist but has subcollections. */
  document: EncodedDocument | undefined;
}

function listPage(
  reader: Reader,
  database: string,
  collection: string,
  after: string | undefined,
  size: number,
): Listed[] {
  const page: Listed[] = [];
  for (const stored of reader.scan(database, collection, { from: after })) {
    if (stored.name.id !== after && page.push(stored) >= size) break;
  }
  return page;
}

/** Puts the ids of documents that do not exist but have subcollections into their places. */
function addMissing(
  page: Listed[],
  reader: Reader,
  database: string,
  collection: string,
  after: string | undefined,
  size: number,
): void {
  const ids = new Set<string>();
  for (const deeper of reader.collections(database)) {
    if (!deeper.startsWith(`${collection}/`)) continue;
    const id = deeper.slice(collection.length + 1).split('/', 1)[0] ?? '';
    const wanted = after === undefined || compareText(id, after) > 0;
    if (wanted && !reader.get({ database, collection, id })) ids.add(id);
  }
  for (const id of ids) page.push({ name: { database, collection, id }, document: undefined });
  page.sort((a, b) => compareText(a.name.id, b.name.id)).splice(size);
}
