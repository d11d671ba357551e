import { randomBytes } from 'node:crypto';
import { type EncodedDocument, encodeDocument, fieldEntries, masked, nameOf } from './document.js';
import type { BatchWriteResponse, CommitResponse, Engine } from './engine.js';
import type {
  BatchWriteRequest,
  BeginTransactionRequest,
  CommitRequest,
  CreateDocumentRequest,
  DeleteDocumentRequest,
  ProtoWrite,
  RollbackRequest,
  UpdateDocumentRequest,
} from './messages.js';
import { checkId, collectionUnder, parseDatabase, parseDocumentName, parseParent, rootOf } from './names.js';
import { parseMask } from './reads.js';
import { invalid, notFound } from './status.js';

/** Length of a generated document id is twice this. */
const ID_BYTES = 10;

/** The writing half of the service. */
export class Writes {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async beginTransaction(request: BeginTransactionRequest): Promise<object> {
    const transaction = this.#engine.transactions.begin(
      parseDatabase(request.database),
      request.options ?? {},
    );
    return { transaction: Buffer.from(transaction.id, 'hex') };
  }

  async rollback(request: RollbackRequest): Promise<object> {
    const database = parseDatabase(request.database);
    const id = request.transaction ?? Buffer.alloc(0);
    this.#engine.transactions.end(this.#engine.transactions.find(database, id));
    return {};
  }

  commit(request: CommitRequest): Promise<CommitResponse> {
    return this.#engine.commit(request);
  }

  batchWrite(request: BatchWriteRequest): Promise<BatchWriteResponse> {
    return this.#engine.batchWrite(request.database, request.writes);
  }

  async createDocument(request: CreateDocumentRequest): Promise<EncodedDocument> {
    const parent = parseParent(request.parent);
    const collectionId = request.collectionId ?? '';
    checkId(collectionId, 'Collection');
    const id = request.documentId || randomBytes(ID_BYTES).toString('hex');
    const name = `${rootOf(parent.database)}${collectionUnder(parent, collectionId)}/${id}`;
    const update = encodeDocument(name, fieldEntries(request.document ?? Buffer.alloc(0)));
    return this.#writeOne(name, { update, currentDocument: { exists: false } }, request);
  }

  async updateDocument(request: UpdateDocumentRequest): Promise<EncodedDocument> {
    if (!request.document) throw invalid('The request lacks a document.');
    const { document: update, updateMask, currentDocument } = request;
    const write = { update, updateMask: updateMask ?? null, currentDocument: currentDocument ?? null };
    return this.#writeOne(nameOf(update), write, request);
  }

  async deleteDocument(request: DeleteDocumentRequest): Promise<object> {
    const name = parseDocumentName(request.name);
    const write = { delete: request.name ?? '', currentDocument: request.currentDocument ?? null };
    await this.#engine.commit({ database: databaseOf(name.database), writes: [write] });
    return {};
  }

  async #writeOne(
    text: string,
    write: ProtoWrite,
    { mask }: Pick<UpdateDocumentRequest, 'mask'>,
  ): Promise<EncodedDocument> {
    const name = parseDocumentName(text);
    const fields = parseMask(mask);
    await this.#engine.commit({ database: databaseOf(name.database), writes: [write] });
    const document = this.#engine.documents.get(name);
    if (!document) throw notFound(`Document "${text}" was deleted right after it was written.`);
    return masked(document, fields);
  }
}

/** `P/D` to `projects/P/databases/D`. */
function databaseOf(database: string): string {
  return rootOf(database).slice(0, -'/documents/'.length);
}
