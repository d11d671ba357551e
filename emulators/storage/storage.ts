import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DiskFull } from '../disk.js';
import type { Emulator, EmulatorOptions } from '../emulator.js';
import { Faults } from '../faults.js';
import { answerJson, serveHttp, withFaults } from '../http-server.js';
import { type StateEntry, Store } from '../store.js';
import { type Api, serveApi } from './api.js';
import { Catalogue } from './catalogue.js';
import { Contents } from './contents.js';
import { Lifecycle } from './lifecycle.js';
import { Objects } from './objects.js';
import { errorBody, StorageError } from './storage-error.js';
import { Uploads } from './uploads.js';

/** In an archive: the bytes of one file each, beside the tables. */
const CONTENTS = 'contents';

/** Cloud Storage: its JSON API over a folder. */
export async function startStorage(options: EmulatorOptions): Promise<Emulator> {
  const { folder, clock } = options;
  const store = new Store(folder, [...Catalogue.tables, ...Uploads.tables]);
  const contents = await Contents.open(join(folder, CONTENTS));
  const catalogue = new Catalogue(store);
  const objects = new Objects({ store, catalogue, contents, clock });
  const uploads = new Uploads(store, contents, objects, clock);
  const lifecycle = new Lifecycle(clock, catalogue, (object) => {
    try {
      catalogue.deleteObject(object);
      void contents.remove(object.file);
    } catch (error) {
      // The next sweep finds it again.
      if (!(error instanceof DiskFull)) throw error;
    }
  });
  objects.onWritten = (object) => lifecycle.watch(object);
  const files = () => [...[...catalogue.objects()].map((object) => object.file), ...uploads.files()];
  const settle = async () => {
    await contents.keepOnly(new Set(files()));
    lifecycle.sweep();
  };
  await settle();

  const faults = new Faults();
  const api: Api = { catalogue, objects, uploads, lifecycle, clock };
  const server = await serveHttp(
    withFaults(faults, failures, (request, response) => void serve(api, request, response)),
    options.port,
  );
  return {
    name: 'storage',
    env: { STORAGE_EMULATOR_HOST: server.url },
    faults,
    async stop() {
      await server.close();
      lifecycle.stop();
      await store.close();
    },
    async reset() {
      store.clear();
      await settle();
    },
    async export() {
      const entries: StateEntry[] = store.export();
      for (const file of files()) {
        entries.push([CONTENTS, [file], (await contents.read(file)).toString('base64')]);
      }
      return entries;
    },
    async import(entries) {
      for (const [table, key, value] of entries) {
        if (table === CONTENTS) await contents.put(String(key[0]), Buffer.from(value, 'base64'));
      }
      store.import(entries.filter(([table]) => table !== CONTENTS));
      await settle();
    },
  };
}

const failures = {
  error: (response: ServerResponse) =>
    answerJson(response, 503, errorBody(503, 'backendError', 'We encountered an internal error. Try again.')),
  quota: (response: ServerResponse) =>
    answerJson(response, 429, errorBody(429, 'rateLimitExceeded', 'The rate of requests is too high.')),
};

async function serve(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await serveApi(api, request, response);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, reason, message } =
      error instanceof StorageError
        ? error
        : {
            status: 500,
            reason: 'internalError',
            message: error instanceof Error ? error.message : String(error),
          };
    if (status === 304) response.writeHead(304).end();
    else answerJson(response, status, errorBody(status, reason, message));
  }
}
