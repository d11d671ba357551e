import { z } from 'zod';

/** The parts of an OpenAPI 3.1 document that the tests read. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  example?: unknown;
  style?: string;
  explode?: boolean;
  schema: Schema;
}

export interface Answer {
  $ref?: string;
  description: string;
  headers: Record<string, object>;
  /** Absent where there is no body. */
  content?: Record<string, { schema: Schema }>;
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: Schema } } };
  responses: Record<string, Answer>;
}

interface Content {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
}

export interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

/** An OpenAPI document with what it says looked up. */
export class OpenApi {
  readonly operations: Placed[];
  readonly #schemas = new Map<string, z.ZodType>();

  constructor(readonly content: Content) {
    this.operations = Object.entries(content.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation: this.#withBodyWritten(operation),
      })),
    );
  }

  answer({ responses }: Operation, status: number): Answer | undefined {
    const answer = responses[String(status)];
    const name = answer?.$ref?.split('/').at(-1);
    return name ? this.content.components.responses[name] : answer;
  }

  /** With the schema of its body in place of its name. */
  #withBodyWritten(operation: Operation): Operation {
    const { requestBody } = operation;
    if (!requestBody) return operation;
    const schema = this.#written(requestBody.content['application/json'].schema);
    return { ...operation, requestBody: { ...requestBody, content: { 'application/json': { schema } } } };
  }

  #written(schema: Schema): Schema {
    const { $ref, ...own } = schema;
    const name = $ref?.split('/').at(-1);
    const whole = name ? { ...this.content.components.schemas[name], ...own } : schema;
    const properties = Object.entries(whole.properties ?? {});
    return {
      ...whole,
      ...(whole.items && { items: this.#written(whole.items) }),
      ...(properties.length > 0 && {
        properties: Object.fromEntries(properties.map(([key, value]) => [key, this.#written(value)])),
      }),
    };
  }

  /** What is wrong with a body under a schema of the document; undefined when nothing is. */
  faults(schema: Schema, body: unknown): string | undefined {
    const key = JSON.stringify(schema);
    let checked = this.#schemas.get(key);
    if (!checked) {
      const whole = JSON.stringify({ ...schema, $defs: this.content.components.schemas });
      checked = z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
      this.#schemas.set(key, checked);
    }
    const { error } = checked.safeParse(body);
    return error && z.prettifyError(error);
  }
}
