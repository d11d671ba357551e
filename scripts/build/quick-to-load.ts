import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { lazyRequires } from './lazy-requires.js';
import { vendorEdits } from './vendor-edits.js';

/** Packages that load far more than a request needs, written by compilers whose output `lazyRequires` knows. */
const eager =
  /node_modules[\\/](google-gax|@google-cloud[\\/](firestore|pubsub|functions-framework)|google-auth-library|google-logging-utils|gaxios|gcp-metadata|@grpc[\\/]grpc-js|cloudevents)[\\/].*\.js$/;
const edits = Object.entries(vendorEdits);
const files = new RegExp(`node_modules[\\\\/].*\\.js(on)?$`);

/** The same vendors' files serve every bundle of a build. */
const known = new Map<string, Promise<string>>();

/** Makes vendors' clients quick to load, without changing what they do. */
export const quickToLoad: Plugin = {
  name: 'quick-to-load',
  setup({ onLoad }) {
    onLoad({ filter: files }, async ({ path }) => {
      const edit = edits.find(([end]) => path.split('\\').join('/').endsWith(end))?.[1];
      if (!edit && !eager.test(path)) return undefined;
      const contents =
        known.get(path) ?? readFile(path, 'utf8').then((source) => changed(path, source, edit));
      known.set(path, contents);
      return { contents: await contents, loader: path.endsWith('.json') ? 'json' : 'js' };
    });
  },
};

function changed(path: string, source: string, edit: ((source: string) => string) | undefined): string {
  const edited = edit ? edit(source) : source;
  return eager.test(path) ? lazyRequires(edited) : edited;
}
