import { z } from 'zod';
import { Bitmap } from './bitmap.js';
import type { Condition } from './condition.js';
import { ElementIndex } from './element-index.js';
import { formatError, notServed } from './errors.js';
import {
  type Facets,
  type FieldIndex,
  IntegerIndex,
  NumberIndex,
  TextIndex,
  ValueIndex,
} from './field-index.js';
import { JsonPath, type Payload } from './json-path.js';
import { hasNull, isEmpty } from './matcher.js';
import type { TextParams } from './tokenizer.js';

const optionalFlag = z.boolean().nullish();
const placement = { on_disk: optionalFlag, enable_hnsw: optionalFlag };
const length = z.number().int().min(1).nullish();

const fieldSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('keyword'), is_tenant: optionalFlag, ...placement }),
  z.object({ type: z.literal('uuid'), is_tenant: optionalFlag, ...placement }),
  z.object({ type: z.literal('bool'), ...placement }),
  z.object({
    type: z.literal('integer'),
    lookup: optionalFlag,
    range: optionalFlag,
    is_principal: optionalFlag,
    ...placement,
  }),
  z.object({ type: z.literal('float'), is_principal: optionalFlag, ...placement }),
  z.object({ type: z.literal('datetime'), is_principal: optionalFlag, ...placement }),
  z.object({
    type: z.literal('text'),
    tokenizer: z.enum(['word', 'whitespace', 'prefix', 'multilingual']).default('word'),
    min_token_len: length,
    max_token_len: length,
    lowercase: optionalFlag,
    ascii_folding: optionalFlag,
    phrase_matching: optionalFlag,
    stopwords: z.null().optional(),
    stemmer: z.null().optional(),
    ...placement,
  }),
]);

/** What kind of index a field has, with its parameters. */
export type FieldSchema = z.infer<typeof fieldSchema>;

/** Reads `field_schema` of a request: the bare name of a type, or a type with parameters. */
export function parseFieldSchema(value: unknown): FieldSchema {
  const asObject = typeof value === 'string' ? { type: value } : value;
  const type = z.object({ type: z.string() }).safeParse(asObject).data?.type;
  if (type === 'geo') throw notServed('A geo index');
  const parsed = fieldSchema.safeParse(asObject);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0];
  if (where?.path[0] === 'stopwords' || where?.path[0] === 'stemmer')
    throw notServed('Text with stopwords or a stemmer');
  throw formatError(`field_schema ${where?.path.join('.') ?? ''}: ${where?.message ?? 'is not understood'}`);
}

interface IndexedField {
  path: JsonPath;
  schema: FieldSchema;
  index: FieldIndex;
  /** Rows whose field holds something. */
  filled: Bitmap;
  /** Rows whose field is null or holds a null. */
  nulls: Bitmap;
}

/** The payload indexes of one collection. */
export class PayloadIndexes {
  readonly #fields = new Map<string, IndexedField>();
  /** By the path of the elements, such as `cast[]`. */
  readonly #elements = new Map<string, ElementIndex>();

  /** Starts an empty index; the caller adds the rows there are. */
  create(name: string, schema: FieldSchema): void {
    const part = partOfElement(name);
    if (part) {
      const elements = this.#elements.get(part.path) ?? new ElementIndex(part.path, new PayloadIndexes());
      this.#elements.set(part.path, elements);
      elements.indexes.create(part.field, schema);
    }
    this.#fields.set(name, {
      path: JsonPath.parse(name),
      schema,
      index: newIndex(schema),
      filled: new Bitmap(),
      nulls: new Bitmap(),
    });
  }

  drop(name: string): void {
    this.#fields.delete(name);
    const part = partOfElement(name);
    if (part) this.elementsOf(part.path)?.indexes.drop(part.field);
  }

  /** What is indexed of the elements of an array; undefined where nothing is. */
  elementsOf(path: string): ElementIndex | undefined {
    return this.#elements.get(path);
  }

  names(): string[] {
    return [...this.#fields.keys()];
  }

  schema(name: string): FieldSchema | undefined {
    return this.#fields.get(name)?.schema;
  }

  textParams(name: string): TextParams | undefined {
    const schema = this.#fields.get(name)?.schema;
    return schema?.type === 'text' ? schema : undefined;
  }

  /** How many points have a value in the field. */
  points(name: string): number {
    return this.#fields.get(name)?.filled.count() ?? 0;
  }

  add(row: number, payload: Payload, only?: string): void {
    for (const [name, field] of this.#fields) {
      if (only !== undefined && name !== only) continue;
      const values = field.path.values(payload);
      if (values.length === 0) continue;
      field.index.add(row, flatten(values));
      if (!values.every(isEmpty)) field.filled.add(row);
      if (values.some(hasNull)) field.nulls.add(row);
    }
    const part = only === undefined ? undefined : partOfElement(only);
    for (const [path, elements] of this.#elements) {
      if (only === undefined || path === part?.path) elements.add(row, payload, part?.field);
    }
  }

  /** `payload` is the one that was added. */
  remove(row: number, payload: Payload): void {
    for (const field of this.#fields.values()) {
      const values = field.path.values(payload);
      if (values.length === 0) continue;
      field.index.remove(row, flatten(values));
      field.filled.delete(row);
      field.nulls.delete(row);
    }
    for (const elements of this.#elements.values()) elements.remove(row, payload);
  }

  /** The rows fulfilling a condition on the payload, or undefined where no index can tell. */
  lookup(condition: Condition, live: Bitmap): Bitmap | undefined {
    switch (condition.kind) {
      case 'is_empty': {
        const field = this.#fields.get(condition.path.text);
        return field && live.clone().andNot(field.filled);
      }
      case 'is_null':
        return this.#fields.get(condition.path.text)?.nulls.clone();
      case 'field': {
        const field = this.#fields.get(condition.path.text);
        const [check, ...others] = condition.checks;
        return check && others.length === 0 ? field?.index.lookup(check) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The index that can count values; undefined where the field has none. */
  facetsOf(name: string): Facets | undefined {
    const index = this.#fields.get(name)?.index;
    return index instanceof ValueIndex || index instanceof IntegerIndex ? index : undefined;
  }

  /** The index that can order points; undefined where the field has none. */
  rangeOf(name: string): NumberIndex | undefined {
    const index = this.#fields.get(name)?.index;
    if (index instanceof IntegerIndex) return index.range;
    return index instanceof NumberIndex ? index : undefined;
  }
}

/** `cast[].name` is the field `name` of the elements of `cast[]`. */
function partOfElement(name: string): { path: string; field: string } | undefined {
  const [, path, field] = /^(.*?\[\])\.(.+)$/.exec(name) ?? [];
  return path !== undefined && field !== undefined ? { path, field } : undefined;
}

function newIndex(schema: FieldSchema): FieldIndex {
  switch (schema.type) {
    case 'keyword':
    case 'uuid':
    case 'bool':
      return new ValueIndex(schema.type);
    case 'integer':
      return new IntegerIndex({ lookup: schema.lookup ?? true, range: schema.range ?? true });
    case 'text':
      return new TextIndex(schema);
    default:
      return new NumberIndex(schema.type);
  }
}

/** The values themselves, or the elements of those that are arrays. */
function flatten(values: unknown[]): unknown[] {
  const [only] = values;
  if (values.length > 1) return values.flat();
  return Array.isArray(only) ? only : values;
}
