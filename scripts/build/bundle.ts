import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { ENCODER_FOLDER } from '../../pulumi/platform-limits.js';
import type { Service } from '../../shared/function/declare.js';
import { portsOf } from '../../shared/function/wiring.js';
import type { PortName } from '../../shared/ports.js';
import { ensureEncoder } from '../models/ensure-encoder.js';
import { archiveOf, filesOf } from './archive.js';
import { CODE_FILE } from './load-service.js';
import { quickToLoad } from './quick-to-load.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entryPoint = join(root, 'functions/main.ts');
const starter = join(root, 'scripts/build/start-service.ts');
const composeFile = join(root, 'shared/compose.ts');

const forNode = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Whose adapters' folders compose.ts loads for each port. */
const adaptersOf: Readonly<Record<PortName, readonly string[]>> = {
  accessTokens: ['auth'],
  accounts: ['firestore'],
  auditLog: ['firestore'],
  authorizationServer: ['firestore', 'oidc', 'pubsub', 'upstash'],
  blobs: ['storage'],
  cacheGeneration: ['upstash'],
  catalogueArtefact: ['storage', 'upstash'],
  catalogueFacets: ['qdrant', 'upstash'],
  deadLetters: ['firestore'],
  embedder: ['onnx'],
  events: ['pubsub'],
  figures: ['upstash'],
  forgotten: ['firestore'],
  frontDoor: ['upstash'],
  frozenLists: ['upstash'],
  households: ['firestore'],
  operators: ['google'],
  personalData: ['firestore', 'privacy', 'upstash'],
  providers: ['providers'],
  queryReader: ['language-model', 'upstash'],
  recommendationBase: ['storage'],
  revocations: ['upstash'],
  roleGrants: [],
  runs: ['firestore'],
  scorer: ['onnx'],
  shownLists: ['upstash'],
  signInProviders: ['sign-in'],
  tastes: ['firestore', 'upstash'],
  titleIndex: ['qdrant'],
  titles: ['firestore'],
  viewCounts: ['upstash'],
};

export interface Bundle {
  service: string;
  folder: string;
  archive: string;
  /** Bytes of JavaScript that a cold start reads. */
  codeBytes: number;
  /** Bytes of all files, and of their archive. */
  bytes: number;
  archiveBytes: number;
}

/**
 * Builds `<out>/<service>/` and, beside it, the archive that is deployed. The code is one file, so that V8 can take it as
 * compiled before; it keeps its names and its lines, so that stacks can be read as they are: Node takes 100 ms longer to
 * start with source maps.
 * @param rehearse adds to the folder what the rehearsal of the bundle leaves
 */
export async function bundleService(
  name: string,
  service: Service,
  out: string,
  rehearse?: (folder: string) => Promise<void>,
): Promise<Bundle> {
  const folder = join(out, name);
  const ports = portsOf(service);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const code = join(folder, CODE_FILE);
  await build({
    ...forNode,
    entryPoints: [entryPoint],
    outfile: code,
    external: ['onnxruntime-node'],
    // A script that is run from its compiled form has nothing to import with; require gives the same packages.
    supported: { 'dynamic-import': false },
    plugins: [onlyManifestOf(name), onlyAdaptersOf(ports), quickToLoad],
  });
  await build({ ...forNode, entryPoints: [starter], outfile: join(folder, 'main.js') });
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, private: true, type: 'commonjs' })}\n`,
  );
  if (ports.includes('embedder') || ports.includes('scorer')) await addRuntime(folder);
  if (ports.includes('embedder'))
    await cp(await ensureEncoder(), join(folder, ENCODER_FOLDER), { recursive: true });
  await rehearse?.(folder);

  const content = await archiveOf(folder);
  const archive = `${folder}.tar.gz`;
  await writeFile(archive, content);
  const sizes = await Promise.all((await filesOf(folder)).map(async (file) => (await stat(file)).size));
  return {
    service: name,
    folder,
    archive,
    codeBytes: (await stat(code)).size,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    archiveBytes: content.byteLength,
  };
}

/** main.ts sees its own service alone; the pages that document all of them still see the whole manifest. */
function onlyManifestOf(service: string): Plugin {
  return {
    name: 'only-manifest-of-service',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/manifest\.js$/ }, ({ importer }) =>
        importer === entryPoint ? { path: service, namespace: 'manifest-of' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'manifest-of' }, () => ({
        contents: `import { service } from './services/${service}.js';
export const services = { ${JSON.stringify(service)}: service };`,
        resolveDir: dirname(entryPoint),
        loader: 'ts',
      }));
    },
  };
}

/** Leaves out the adapters, and with them the vendors' clients, that no route of the service uses. */
function onlyAdaptersOf(ports: readonly PortName[]): Plugin {
  const used = new Set(ports.flatMap((port) => adaptersOf[port]));
  return {
    name: 'only-adapters-of-service',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/adapters\// }, ({ path, kind, importer }) => {
        const adapter = path.split('/')[2];
        if (importer !== composeFile || kind !== 'dynamic-import' || used.has(adapter ?? ''))
          return undefined;
        return { path, namespace: 'left-out' };
      });
      onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is not in this bundle: no route of its service uses the port.`)});`,
      }));
    },
  };
}

/** Of onnxruntime-node's 288 MB, what Linux on x86-64 loads. */
async function addRuntime(folder: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const runtime = dirname(dirname(require.resolve('onnxruntime-node')));
  const common = dirname(dirname(dirname(createRequire(runtime).resolve('onnxruntime-common'))));
  const modules = join(folder, 'node_modules');
  const binaries = 'bin/napi-v6/linux/x64';
  const isProgram = (file: string) => !/\.(map|d\.ts)$/.test(file);
  for (const part of ['package.json', 'dist', binaries]) {
    await cp(join(runtime, part), join(modules, 'onnxruntime-node', part), {
      recursive: true,
      filter: isProgram,
    });
  }
  for (const part of ['package.json', 'dist/cjs']) {
    await cp(join(common, part), join(modules, 'onnxruntime-common', part), {
      recursive: true,
      filter: isProgram,
    });
  }
}
