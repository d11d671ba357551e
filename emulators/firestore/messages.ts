import type { ProtoTimestamp } from './document.js';

/*
 * The requests of google.firestore.v1 as protocol.ts decodes them: documents, values and arrays of values stay
 * encoded (Buffer), 64-bit integers are numbers, enums are their names.
 */

export interface ProtoTransactionOptions {
  readOnly?: { readTime?: ProtoTimestamp | null } | null;
  readWrite?: { retryTransaction?: Buffer } | null;
}

/** How a read asks for its state; at most one is set. */
export interface ConsistencySelector {
  transaction?: Buffer;
  newTransaction?: ProtoTransactionOptions | null;
  readTime?: ProtoTimestamp | null;
}

export interface ProtoMask {
  fieldPaths: string[];
}

export interface ProtoPrecondition {
  exists?: boolean;
  updateTime?: ProtoTimestamp | null;
}

export interface ProtoFieldTransform {
  fieldPath?: string;
  setToServerValue?: string;
  increment?: Buffer;
  maximum?: Buffer;
  minimum?: Buffer;
  appendMissingElements?: Buffer;
  removeAllFromArray?: Buffer;
}

export interface ProtoWrite {
  update?: Buffer;
  delete?: string;
  transform?: { document?: string; fieldTransforms: ProtoFieldTransform[] } | null;
  updateMask?: ProtoMask | null;
  updateTransforms?: ProtoFieldTransform[];
  currentDocument?: ProtoPrecondition | null;
}

export interface ProtoWriteResult {
  updateTime: ProtoTimestamp | null;
  /** Encoded values. */
  transformResults: Buffer[];
}

interface ProtoFieldReference {
  fieldPath?: string;
}

export interface ProtoFilter {
  compositeFilter?: { op?: string; filters: ProtoFilter[] } | null;
  fieldFilter?: { field?: ProtoFieldReference | null; op?: string; value?: Buffer } | null;
  unaryFilter?: { field?: ProtoFieldReference | null; op?: string } | null;
}

export interface ProtoCursor {
  /** Encoded values. */
  values: Buffer[];
  before?: boolean;
}

export interface ProtoStructuredQuery {
  select?: { fields: ProtoFieldReference[] } | null;
  from?: { collectionId?: string; allDescendants?: boolean }[];
  where?: ProtoFilter | null;
  orderBy?: { field?: ProtoFieldReference | null; direction?: string }[];
  startAt?: ProtoCursor | null;
  endAt?: ProtoCursor | null;
  offset?: number;
  limit?: { value?: number } | null;
  findNearest?: object | null;
}

export interface ProtoAggregation {
  alias?: string;
  count?: { upTo?: { value?: number } | null } | null;
  sum?: { field?: ProtoFieldReference | null } | null;
  avg?: { field?: ProtoFieldReference | null } | null;
}

export interface GetDocumentRequest extends ConsistencySelector {
  name?: string;
  mask?: ProtoMask | null;
}

export interface BatchGetDocumentsRequest extends ConsistencySelector {
  database?: string;
  documents: string[];
  mask?: ProtoMask | null;
}

export interface ListDocumentsRequest extends ConsistencySelector {
  parent?: string;
  collectionId?: string;
  pageSize?: number;
  pageToken?: string;
  orderBy?: string;
  mask?: ProtoMask | null;
  showMissing?: boolean;
}

export interface ListCollectionIdsRequest {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface RunQueryRequest extends ConsistencySelector {
  parent?: string;
  structuredQuery?: ProtoStructuredQuery | null;
}

export interface RunAggregationQueryRequest extends ConsistencySelector {
  parent?: string;
  structuredAggregationQuery?: {
    structuredQuery?: ProtoStructuredQuery | null;
    aggregations: ProtoAggregation[];
  } | null;
}

export interface PartitionQueryRequest {
  parent?: string;
  structuredQuery?: ProtoStructuredQuery | null;
  partitionCount?: number;
}

export interface BeginTransactionRequest {
  database?: string;
  options?: ProtoTransactionOptions | null;
}

export interface RollbackRequest {
  database?: string;
  transaction?: Buffer;
}

export interface CommitRequest {
  database?: string;
  writes: ProtoWrite[];
  transaction?: Buffer;
}

export interface BatchWriteRequest {
  database?: string;
  writes: ProtoWrite[];
}

export interface CreateDocumentRequest {
  parent?: string;
  collectionId?: string;
  documentId?: string;
  document?: Buffer;
  mask?: ProtoMask | null;
}

export interface UpdateDocumentRequest {
  document?: Buffer;
  updateMask?: ProtoMask | null;
  mask?: ProtoMask | null;
  currentDocument?: ProtoPrecondition | null;
}

export interface DeleteDocumentRequest {
  name?: string;
  currentDocument?: ProtoPrecondition | null;
}

export interface ListenRequest {
  database?: string;
  addTarget?: {
    targetId?: number;
    once?: boolean;
    query?: { parent?: string; structuredQuery?: ProtoStructuredQuery | null } | null;
    documents?: { documents: string[] } | null;
    resumeToken?: Buffer;
    readTime?: ProtoTimestamp | null;
  } | null;
  removeTarget?: number;
}
