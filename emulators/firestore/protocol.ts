import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fromJSON, type ServiceDefinition } from '@grpc/proto-loader';

/** A message tree as protobuf.js writes it to JSON. */
interface Node {
  nested?: Record<string, Node>;
  fields?: Record<string, { type: string }>;
}

/** Messages that we read and write ourselves (value.ts, document.ts). */
const KEPT_ENCODED = new Set(['Document', 'Value', 'ArrayValue']);

/**
 * google.firestore.v1.Firestore, from the definitions that ship with the vendor's client. Fields that hold a
 * document, a value or an array of values are declared as `bytes`, which look the same on the wire: so documents
 * pass from the request to the disk and back without being taken apart.
 */
export function loadFirestoreService(): ServiceDefinition {
  const client = dirname(createRequire(import.meta.url).resolve('@google-cloud/firestore/package.json'));
  const root = JSON.parse(readFileSync(join(client, 'build/protos/v1.json'), 'utf8')) as Node;
  const version = descend(root, ['google', 'firestore', 'v1']);
  keepEncoded(version);
  const definitions = fromJSON(root as Parameters<typeof fromJSON>[0], {
    longs: Number,
    enums: String,
    arrays: true,
  });
  const service = definitions['google.firestore.v1.Firestore'] as ServiceDefinition;
  for (const method of ['GetDocument', 'CreateDocument', 'UpdateDocument']) {
    const definition = service[method];
    if (definition)
      service[method] = { ...definition, responseSerialize: (document) => document as unknown as Buffer };
  }
  return service;
}

function descend(node: Node, path: string[]): Node {
  return path.reduce((at, name) => {
    const child = at.nested?.[name];
    if (!child)
      throw new Error(
        `The Firestore client's protocol definitions lack ${path.join('.')}; check its version.`,
      );
    return child;
  }, node);
}

function keepEncoded(node: Node): void {
  for (const field of Object.values(node.fields ?? {})) {
    if (KEPT_ENCODED.has(field.type)) field.type = 'bytes';
  }
  for (const child of Object.values(node.nested ?? {})) keepEncoded(child);
}
