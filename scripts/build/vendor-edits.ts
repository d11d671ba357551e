import { reachable } from './reachable.js';

type Edit = (source: string) => string;

/** What each client is here for; its .json also describes other services and the language of .proto files itself. */
const firestore = 'google.firestore.v1.Firestore';
const publisher = 'google.pubsub.v1.Publisher';

/**
 * Changes of vendors' files, by the end of their paths, so that a start does not do what our services never ask for.
 * Each throws when the file is not the one that it was written for.
 */
export const vendorEdits: Readonly<Record<string, Edit>> = {
  '@google-cloud/firestore/build/protos/v1.json': (json) => reachable(json, firestore),
  '@google-cloud/pubsub/build/protos/protos.json': (json) => reachable(json, publisher),
  // Clients of two more services in each client, for methods that nobody calls.
  '@google-cloud/firestore/build/src/v1/firestore_client.js': (source) =>
    onFirstUse(source, 'locationsClient', 'new this._gaxModule.LocationsClient(this._gaxGrpc, opts)'),
  '@google-cloud/pubsub/build/src/v1/publisher_client.js': (source) =>
    onFirstUse(source, 'iamClient', 'new this._gaxModule.IamClient(this._gaxGrpc, opts)'),
  // Each message described a second time, for servers that offer reflection.
  '@grpc/proto-loader/build/src/index.js': (source) =>
    replaced(
      source,
      ["const descriptorList = root.toDescriptor('proto3').file;", ''],
      [
        'const bufferList = descriptorList.map(value => Buffer.from(descriptor.FileDescriptorProto.encode(value).finish()));',
        'const bufferList = [];',
      ],
      ["const messageDescriptor = message.toDescriptor('proto3');", ''],
      ['type: messageDescriptor.$type.toObject(messageDescriptor, descriptorOptions),', 'type: undefined,'],
      ["const enumDescriptor = enumType.toDescriptor('proto3');", ''],
      ['type: enumDescriptor.$type.toObject(enumDescriptor, descriptorOptions),', 'type: undefined,'],
    ),
};

/** `this.name = <made>;` of a constructor, made when it is first asked for. */
function onFirstUse(source: string, name: string, made: string): string {
  const getter = `get: () => { const made = ${made}; Object.defineProperty(this, '${name}', { value: made }); return made; }`;
  return replaced(source, [
    `this.${name} = ${made};`,
    `Object.defineProperty(this, '${name}', { configurable: true, ${getter} });`,
  ]);
}

/** @throws when the vendor's new version reads otherwise */
function replaced(source: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`A vendor's file no longer says once: ${from}`);
    return text.replace(from, () => to);
  }, source);
}
