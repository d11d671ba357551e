import { type EncodedDocument, masked, microsOf, nameOf, timesOf, timestampOf } from './document.js';
import type { Changed, Engine } from './engine.js';
import type { ListenRequest } from './messages.js';
import {
  collectionIdOf,
  type DocumentName,
  fullName,
  parseDatabase,
  parseDocumentName,
  parseParent,
} from './names.js';
import { parseQuery, type Query, type Scope } from './query.js';
import { runQuery } from './run-query.js';
import { invalid, StatusError } from './status.js';

/** What one target watches, and what its client has been told. */
interface Target {
  id: number;
  query?: Query;
  documents?: DocumentName[];
  /** Full name to the update time, in microseconds, of the version last sent. */
  sent: Map<string, number>;
  dirty: boolean;
}

/** One Listen stream: keeps telling its client how the results of its targets change. */
export class Listener {
  readonly #engine: Engine;
  readonly #send: (response: object) => void;
  readonly #targets = new Map<number, Target>();
  readonly #unsubscribe: () => void;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(engine: Engine, send: (response: object) => void) {
    this.#engine = engine;
    this.#send = send;
    this.#unsubscribe = engine.onCommitted((changed) => this.#onCommitted(changed));
  }

  /** A bad target is answered by its removal with the cause, as Firestore does. */
  handle(request: ListenRequest): void {
    const { addTarget, removeTarget } = request;
    if (removeTarget) {
      this.#targets.delete(removeTarget);
      this.#send(targetChange('REMOVE', [removeTarget]));
    }
    if (!addTarget) return;
    const id = addTarget.targetId || 1;
    try {
      this.#add(parseTarget(request, id), Boolean(addTarget.resumeToken?.length || addTarget.readTime));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const cause = { code: error.code, message: error.message };
      this.#send({ targetChange: { targetChangeType: 'REMOVE', targetIds: [id], cause } });
    }
  }

  close(): void {
    this.#unsubscribe();
    clearImmediate(this.#scheduled);
    this.#targets.clear();
  }

  #add(target: Target, resumed: boolean): void {
    this.#targets.set(target.id, target);
    this.#send(targetChange('ADD', [target.id]));
    // What changed since a token is not kept: a client that resumes starts from nothing.
    if (resumed) this.#send(targetChange('RESET', [target.id]));
    this.#update(target);
    this.#send(targetChange('CURRENT', [target.id], this.#engine.readTime()));
    this.#send(targetChange('NO_CHANGE', [], this.#engine.readTime()));
  }

  #onCommitted(changed: Changed): void {
    for (const target of this.#targets.values()) {
      if (changed === 'everything' || changed.some((name) => concerns(target, name))) target.dirty = true;
    }
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const dirty = [...this.#targets.values()].filter((target) => target.dirty);
    for (const target of dirty) this.#update(target);
    if (dirty.length > 0) this.#send(targetChange('NO_CHANGE', [], this.#engine.readTime()));
  }

  /** Sends the difference between what the client knows and the present. */
  #update(target: Target): void {
    const present = new Set<string>();
    for (const document of this.#present(target)) {
      const name = nameOf(document);
      const { updated } = timesOf(document);
      present.add(name);
      if (target.sent.get(name) === updated) continue;
      target.sent.set(name, updated);
      const projected = masked(document, target.query?.select);
      this.#send({ documentChange: { document: projected, targetIds: [target.id], removedTargetIds: [] } });
    }
    const gone = [...target.sent.keys()].filter((name) => !present.has(name));
    for (const document of gone) {
      target.sent.delete(document);
      const readTime = timestampOf(this.#engine.readTime());
      this.#send({ documentDelete: { document, readTime, removedTargetIds: [target.id] } });
    }
    target.dirty = false;
  }

  #present({ query, documents: names = [] }: Target): EncodedDocument[] {
    const reader = this.#engine.documents;
    if (query) return [...runQuery(reader, query)].map(({ document }) => document);
    return names.flatMap((name) => reader.get(name) ?? []);
  }
}

function parseTarget({ database: databaseName, addTarget }: ListenRequest, id: number): Target {
  const database = parseDatabase(databaseName);
  const target = { id, sent: new Map<string, number>(), dirty: false };
  if (addTarget?.query) {
    const parent = parseParent(addTarget.query.parent);
    if (parent.database !== database) throw invalid('The target is not in the database of this stream.');
    return { ...target, query: parseQuery(parent, addTarget.query.structuredQuery) };
  }
  if (addTarget?.documents)
    return { ...target, documents: addTarget.documents.documents.map(parseDocumentName) };
  throw invalid('A target must hold a query or documents.');
}

function concerns({ query, documents = [] }: Target, changed: DocumentName): boolean {
  if (query) return inScope(query.scope, changed);
  const name = fullName(changed);
  return documents.some((document) => fullName(document) === name);
}

function inScope(scope: Scope, { database, collection }: DocumentName): boolean {
  if (scope.database !== database) return false;
  if (scope.kind === 'collection') return scope.collection === collection;
  if (!collection.startsWith(scope.below)) return false;
  return scope.collectionId === undefined || scope.collectionId === collectionIdOf(collection);
}

function targetChange(targetChangeType: string, targetIds: number[], micros?: number): object {
  if (micros === undefined) return { targetChange: { targetChangeType, targetIds } };
  const readTime = timestampOf(micros);
  const resumeToken = Buffer.from(String(microsOf(readTime)));
  return { targetChange: { targetChangeType, targetIds, readTime, resumeToken } };
}
