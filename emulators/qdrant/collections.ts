import type { Store } from '../store.js';
import { Collection, type CollectionRecord } from './collection.js';
import { type CollectionConfig, describeConfig } from './collection-config.js';
import { conflict, formatError, notFound, validationError } from './errors.js';
import { isObject, type Payload } from './json-path.js';
import type { MatrixProduct } from './matrix-product.js';
import type { FieldSchema } from './payload-indexes.js';

/** Tables of the store that this emulator keeps its state in. */
export const tables = ['server', 'collections', 'points', 'vectors', 'centres'];

const LONGEST_NAME = 255;
const unusableInNames = /[<>:"/\\|?*\0\x1f]/;

/** All collections of the server, and the aliases that stand for them. */
export class Collections {
  readonly #store: Store;
  readonly #product: MatrixProduct;
  readonly #collections = new Map<string, Collection>();
  #aliases = new Map<string, string>();

  constructor(store: Store, product: MatrixProduct) {
    this.#store = store;
    this.#product = product;
    this.load();
  }

  /** Builds what is in memory from what is on disk. */
  load(): void {
    this.#collections.clear();
    for (const { value } of this.#store.table('collections').entries()) {
      const record = JSON.parse(value.toString()) as CollectionRecord;
      this.#collections.set(record.name, new Collection(this.#store, record, this.#product));
    }
    const aliases = this.#store.table('server').get(['aliases']);
    this.#aliases = new Map(aliases ? (JSON.parse(aliases.toString()) as [string, string][]) : []);
  }

  get isOptimizing(): boolean {
    return [...this.#collections.values()].some((collection) => collection.isOptimizing);
  }

  /** Builds the indexes that are missing or outgrown; yields between short pieces of work. */
  async *optimize(): AsyncGenerator<undefined, void> {
    for (const collection of this.#collections.values()) yield* collection.optimize();
  }

  names(): string[] {
    return [...this.#collections.keys()];
  }

  has(nameOrAlias: string): boolean {
    return this.#collections.has(this.#resolve(nameOrAlias));
  }

  /** Throws 404 where there is none. */
  get(nameOrAlias: string): Collection {
    const collection = this.#collections.get(this.#resolve(nameOrAlias));
    if (!collection) throw notFound(`Collection \`${nameOrAlias}\` doesn't exist!`);
    return collection;
  }

  create(name: string, config: CollectionConfig): void {
    checkName(name);
    if (this.#collections.has(name)) throw conflict(`Collection \`${name}\` already exists!`);
    if (this.#aliases.has(name)) {
      throw conflict(`Can't create collection with name ${name}. Alias with the same name already exists`);
    }
    const record: CollectionRecord = { id: this.#nextId(), name, config, indexes: {} };
    this.#save(record);
    this.#collections.set(name, new Collection(this.#store, record, this.#product));
  }

  /** Answers whether there was one; an alias is not followed. */
  delete(name: string): boolean {
    const collection = this.#collections.get(name);
    if (!collection) return false;
    const aliases = new Map([...this.#aliases].filter(([, target]) => target !== name));
    this.#store.transaction(() => {
      this.#store.table('collections').delete([collection.record.id]);
      this.#saveAliases(aliases);
      collection.erase();
    });
    this.#aliases = aliases;
    this.#collections.delete(name);
    return true;
  }

  reconfigure(nameOrAlias: string, change: (config: CollectionConfig) => CollectionConfig): void {
    const collection = this.get(nameOrAlias);
    const { record } = collection;
    const sparse = JSON.stringify(record.config.sparse_vectors);
    record.config = change(record.config);
    this.#save(record);
    // Only sparse vectors have a parameter that changes their scores.
    if (JSON.stringify(record.config.sparse_vectors) !== sparse) collection.load();
  }

  /** Returns the number of the write. */
  createIndex(nameOrAlias: string, field: string, schema: FieldSchema): number {
    return this.#changeIndex(nameOrAlias, (collection) => collection.createIndex(field, schema));
  }

  dropIndex(nameOrAlias: string, field: string): number {
    return this.#changeIndex(nameOrAlias, (collection) => collection.dropIndex(field));
  }

  /** Pairs of alias and collection, of one collection or of all. */
  aliases(nameOrAlias?: string): { alias_name: string; collection_name: string }[] {
    const only = nameOrAlias === undefined ? undefined : this.#resolve(nameOrAlias);
    return [...this.#aliases]
      .filter(([, target]) => only === undefined || target === only)
      .map(([alias_name, collection_name]) => ({ alias_name, collection_name }));
  }

  /** Does all the actions or, when one is refused, none. */
  changeAliases(actions: unknown): void {
    if (!Array.isArray(actions)) throw formatError('missing field `actions`');
    const aliases = new Map(this.#aliases);
    for (const action of actions) this.#changeAlias(aliases, action);
    this.#saveAliases(aliases);
    this.#aliases = aliases;
  }

  /** What `GET /collections/{name}` answers. */
  describe(nameOrAlias: string): Payload {
    const collection = this.get(nameOrAlias);
    const schema = Object.entries(collection.record.indexes).map(([field, { type, ...params }]) => [
      field,
      {
        data_type: type,
        ...(Object.keys(params).length > 0 ? { params: { type, ...params } } : {}),
        points: collection.indexes.points(field),
      },
    ]);
    return {
      status: collection.isOptimizing ? 'yellow' : 'green',
      optimizer_status: 'ok',
      indexed_vectors_count: collection.vectorsCount(),
      points_count: collection.size,
      segments_count: 1,
      config: describeConfig(collection.record.config),
      payload_schema: Object.fromEntries(schema),
      update_queue: { length: 0 },
    };
  }

  #resolve(nameOrAlias: string): string {
    return this.#aliases.get(nameOrAlias) ?? nameOrAlias;
  }

  #changeIndex(nameOrAlias: string, change: (collection: Collection) => void): number {
    const collection = this.get(nameOrAlias);
    return collection.write(() => {
      change(collection);
      this.#save(collection.record);
    });
  }

  #save(record: CollectionRecord): void {
    this.#store.table('collections').put([record.id], Buffer.from(JSON.stringify(record)));
  }

  #saveAliases(aliases: Map<string, string>): void {
    this.#store.table('server').put(['aliases'], Buffer.from(JSON.stringify([...aliases])));
  }

  /** Ids are not given twice: what a deletion left undone could else turn up in a later collection. */
  #nextId(): number {
    const server = this.#store.table('server');
    const id = Number(server.get(['collections created'])?.toString() ?? 0) + 1;
    server.put(['collections created'], Buffer.from(String(id)));
    return id;
  }

  #changeAlias(aliases: Map<string, string>, action: unknown): void {
    const field = (part: unknown, name: string): string => {
      const value = isObject(part) ? part[name] : undefined;
      if (typeof value !== 'string') throw formatError(`missing field \`${name}\``);
      return value;
    };
    const { create_alias, delete_alias, rename_alias } = isObject(action) ? action : {};
    if (create_alias) {
      const target = this.#resolve(field(create_alias, 'collection_name'));
      const alias = field(create_alias, 'alias_name');
      if (!this.#collections.has(target)) throw notFound(`Collection \`${target}\` doesn't exist!`);
      if (this.#collections.has(alias)) throw conflict(`Collection \`${alias}\` already exists!`);
      aliases.set(alias, target);
    } else if (delete_alias) {
      aliases.delete(field(delete_alias, 'alias_name'));
    } else if (rename_alias) {
      const old = field(rename_alias, 'old_alias_name');
      const target = aliases.get(old);
      if (target === undefined) throw notFound(`Alias ${old} does not exists!`);
      aliases.delete(old);
      aliases.set(field(rename_alias, 'new_alias_name'), target);
    } else throw formatError('data did not match any variant of untagged enum AliasOperations');
  }
}

function checkName(name: string): void {
  if (name.length === 0 || name.length > LONGEST_NAME) {
    throw validationError(
      `collection_name: value ${name} invalid, must be from 1 to ${LONGEST_NAME} characters`,
    );
  }
  if (unusableInNames.test(name)) {
    throw validationError(
      'collection_name: collection name cannot contain any of < > : " / \\ | ? * or control characters',
    );
  }
}
