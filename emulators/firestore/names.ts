import { limits, PATH_BYTES } from './limits.js';
import { invalid } from './status.js';

/** A document's place: `projects/P/databases/D/documents/{collection}/{id}`. */
export interface DocumentName {
  /** `P/D`. */
  database: string;
  /** The collection's path from the database's root, e.g. `users/ada/watchlist`. */
  collection: string;
  id: string;
}

/** A place below which collections stand: the database's root (empty path) or a document. */
export interface Parent {
  database: string;
  path: string;
}

const DATABASE = /^projects\/([^/]+)\/databases\/([^/]+)$/;
const BELOW_ROOT = /^projects\/([^/]+)\/databases\/([^/]+)\/documents(?:\/(.*))?$/s;
const RESERVED = /^__.*__$/s;

/** `projects/P/databases/D` to `P/D`. */
export function parseDatabase(name: string | undefined): string {
  const match = DATABASE.exec(name ?? '');
  if (!match) {
    throw invalid(`"${name}" is not a database: use "projects/{project}/databases/{database}".`);
  }
  return `${match[1]}/${match[2]}`;
}

export function parseParent(name: string | undefined): Parent {
  const match = BELOW_ROOT.exec(name ?? '');
  if (!match) {
    throw invalid(
      `"${name}" is not a document: use "projects/{project}/databases/{database}/documents/...".`,
    );
  }
  const path = match[3] ?? '';
  const segments = path === '' ? [] : path.split('/');
  if (segments.length % 2 !== 0) throw invalid(`Document name "${name}" has odd number of path elements.`);
  if (segments.length > 2 * limits.subcollectionDepth) {
    throw invalid(`Key path is too long. Cannot exceed ${limits.subcollectionDepth} elements.`);
  }
  for (const [index, segment] of segments.entries())
    checkId(segment, index % 2 === 0 ? 'Collection' : 'Resource');
  return { database: `${match[1]}/${match[2]}`, path };
}

export function parseDocumentName(name: string | undefined): DocumentName {
  const { database, path } = parseParent(name);
  if (path === '') throw invalid(`Document name "${name}" lacks a collection and a document id.`);
  if (Buffer.byteLength(database) + Buffer.byteLength(path) > PATH_BYTES) {
    throw invalid(
      `Document name "${name}" is longer than the ${PATH_BYTES} bytes that this emulator can store.`,
    );
  }
  const slash = path.lastIndexOf('/');
  return { database, collection: path.slice(0, slash), id: path.slice(slash + 1) };
}

export function checkId(id: string, what: 'Collection' | 'Resource'): void {
  if (id === '') throw invalid(`${what} id must not be empty.`);
  if (id === '.' || id === '..') throw invalid(`${what} id "${id}" is invalid: it must not be "." or "..".`);
  if (RESERVED.test(id)) throw invalid(`${what} id "${id}" is invalid because it is reserved.`);
  if (Buffer.byteLength(id) > limits.nameBytes) {
    throw invalid(`The key path element name is longer than ${limits.nameBytes} bytes.`);
  }
}

/** What stands in front of every document's path in its full name, with a slash at the end. */
export function rootOf(database: string): string {
  const slash = database.indexOf('/');
  return `projects/${database.slice(0, slash)}/databases/${database.slice(slash + 1)}/documents/`;
}

export function pathOf(name: DocumentName): string {
  return `${name.collection}/${name.id}`;
}

export function fullName(name: DocumentName): string {
  return rootOf(name.database) + pathOf(name);
}

/** The collection's own id: the last segment of its path. */
export function collectionIdOf(collection: string): string {
  return collection.slice(collection.lastIndexOf('/') + 1);
}

/** The path of a collection named `id` under a parent. */
export function collectionUnder(parent: Parent, id: string): string {
  return parent.path === '' ? id : `${parent.path}/${id}`;
}
