import { setTimeout as wait } from 'node:timers/promises';
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/proto-loader';
import { DiskFull } from '../disk.js';
import type { Faults } from '../faults.js';
import type { Engine } from './engine.js';
import { limits } from './limits.js';
import { Listener } from './listen.js';
import type { ListenRequest } from './messages.js';
import { type Call, Reads } from './reads.js';
import { exhausted, internal, invalid, StatusError, unavailable } from './status.js';
import { Writes } from './writes.js';

/** A request with its size on the wire in bytes. */
interface Sized {
  size: number;
  message: never;
}

type Unary = (request: never, call: Call) => Promise<object>;
type Stream = (request: never, call: Call) => Promise<Iterable<object>>;

/** Makes the requests of unary and server-streaming methods arrive as `Sized`. */
export function measured(service: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      if (method.requestStream) return [name, method];
      const requestDeserialize = (bytes: Buffer) => ({
        size: bytes.length,
        message: method.requestDeserialize(bytes),
      });
      return [name, { ...method, requestDeserialize }];
    }),
  );
}

/** The methods of google.firestore.v1.Firestore over an engine, behind the faults in force. */
export function implement(engine: Engine, faults: Faults): UntypedServiceImplementation {
  const reads = new Reads(engine);
  const writes = new Writes(engine);
  const unary = (handler: Unary) => unaryCall(handler, faults);
  const stream = (handler: Stream) => streamingCall(handler, faults);
  return {
    GetDocument: unary((request, call) => reads.getDocument(request, call)),
    ListDocuments: unary((request, call) => reads.listDocuments(request, call)),
    ListCollectionIds: unary((request) => reads.listCollectionIds(request)),
    PartitionQuery: unary((request) => reads.partitionQuery(request)),
    BatchGetDocuments: stream((request, call) => reads.batchGetDocuments(request, call)),
    RunQuery: stream((request, call) => reads.runQuery(request, call)),
    RunAggregationQuery: stream((request, call) => reads.runAggregationQuery(request, call)),
    BeginTransaction: unary((request) => writes.beginTransaction(request)),
    Rollback: unary((request) => writes.rollback(request)),
    Commit: unary((request) => writes.commit(request)),
    BatchWrite: unary((request) => writes.batchWrite(request)),
    CreateDocument: unary((request) => writes.createDocument(request)),
    UpdateDocument: unary((request) => writes.updateDocument(request)),
    DeleteDocument: unary((request) => writes.deleteDocument(request)),
    Listen: listenCall(engine, faults),
  };
}

function unaryCall(handler: Unary, faults: Faults): handleUnaryCall<Sized, object> {
  return async (call, answer) => {
    try {
      answer(null, await withFaults(faults, () => handler(sizedRequest(call.request), call)));
    } catch (error) {
      answer(statusOf(error));
    }
  };
}

function streamingCall(handler: Stream, faults: Faults): handleServerStreamingCall<Sized, object> {
  return async (call) => {
    try {
      const responses = await withFaults(faults, () => handler(sizedRequest(call.request), call));
      for (const response of responses) {
        if (call.cancelled) return;
        if (!call.write(response)) await drained(call);
      }
      call.end();
    } catch (error) {
      // A stream that fails before its headers is repeated blindly by the client, for seven seconds.
      call.sendMetadata(new Metadata());
      call.emit('error', statusOf(error));
    }
  };
}

function listenCall(engine: Engine, faults: Faults): handleBidiStreamingCall<ListenRequest, object> {
  return (call) => {
    const listener = new Listener(engine, (response) => call.write(response));
    const opened = withFaults(faults, async () => undefined);
    call.on('data', (request: ListenRequest) => {
      opened
        .then(() => listener.handle(request))
        .catch((error: unknown) => call.emit('error', statusOf(error)));
    });
    call.on('end', () => {
      listener.close();
      call.end();
    });
    call.on('cancelled', () => listener.close());
    call.on('error', () => listener.close());
  };
}

function sizedRequest({ size, message }: Sized): never {
  if (size > limits.requestBytes) {
    throw invalid(`Request payload size exceeds the limit: ${limits.requestBytes} bytes.`);
  }
  return message;
}

/** Resolves when more can be written, or when there is nobody to write to. */
function drained(call: ServerWritableStream<Sized, object>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      call.off('cancelled', done);
      resolve();
    };
    call.on('drain', done);
    call.on('cancelled', done);
  });
}

/** `reset` breaks off after the work is done, so that the client cannot know whether it was. */
async function withFaults<T>(faults: Faults, work: () => Promise<T>): Promise<T> {
  const slow = faults.draw('latency');
  if (slow) await wait(slow.ms ?? 1_000);
  const fault = faults.draw('down', 'reset', 'hang', 'error', 'quota');
  switch (fault?.kind) {
    case 'down':
      throw unavailable('The service is currently unavailable.');
    case 'hang':
      await faults.lifted();
      throw unavailable('The connection was lost.');
    case 'error':
      throw internal('An internal error occurred.');
    case 'quota':
      throw exhausted('Quota exceeded.');
    case 'reset':
      await work();
      throw unavailable('The connection was reset.');
    default:
      return work();
  }
}

function statusOf(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof DiskFull) return exhausted(error.message);
  return internal(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
