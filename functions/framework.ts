import domain from 'node:domain';
import type { Server } from 'node:http';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/**
 * The framework runs each request in a domain (node:domain). The first one that is made hooks into every promise of the
 * process, for good: measured, that is half of a lookup. A domain catches what nobody awaits; here shared/function/stray.ts
 * does, for the process as a whole.
 */
Object.assign(domain, { create: () => ({ on: () => undefined, run: (work: () => void) => work() }) });

/** The server of functions-framework round one function: not listening yet. */
export function frameworkServer(name: string, handle: HttpFunction): Server {
  http(name, handle);
  return getTestServer(name);
}
