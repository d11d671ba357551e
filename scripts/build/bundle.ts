import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { ENCODER_FOLDER } from '../../pulumi/platform-limits.js';
import type { Service } from '../../shared/function/declare.js';
import { portsOf } from '../../shared/function/wiring.js';
import type { PortName } from '../../shared/ports.js';
import { ensureEncoder } from '../models/ensure-encoder.js';
import { archiveOf, filesOf } from './archive.js';
import { onlyService } from './only-service.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entryPoint = join(root, 'functions/main.ts');
const manifestFile = join(root, 'functions/manifest.ts');
const composeFile = join(root, 'shared/compose.ts');

/** Whose adapters' folders compose.ts loads for each port. */
const adaptersOf: Readonly<Record<PortName, readonly string[]>> = {
  blobs: ['storage'],
  cacheGeneration: ['upstash'],
  deadLetters: ['firestore'],
  embedder: ['onnx'],
  events: ['pubsub'],
  frozenLists: ['upstash'],
  operators: ['google'],
  providers: ['providers'],
  runs: ['firestore'],
  suggestions: ['storage', 'upstash'],
  titleIndex: ['qdrant'],
  titles: ['firestore'],
};

/** Vendors' packages that are CommonJS ask for these, which ES modules lack. */
const commonJs = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __folderOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __pathOf(import.meta.url);',
  'const __dirname = __folderOf(__filename);',
].join('\n');

export interface Bundle {
  service: string;
  folder: string;
  archive: string;
  /** Bytes of JavaScript that a cold start reads before it listens. */
  startBytes: number;
  /** Bytes of all files, and of their archive. */
  bytes: number;
  archiveBytes: number;
}

/**
 * Builds `<out>/<service>/` and, beside it, the archive that is deployed. The code keeps its names and its lines, so
 * that stacks can be read as they are: Node takes 100 ms longer to start with source maps.
 */
export async function bundleService(name: string, service: Service, out: string): Promise<Bundle> {
  const folder = join(out, name);
  const ports = portsOf(service);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: { main: entryPoint },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    external: ['onnxruntime-node'],

    banner: { js: commonJs },
    absWorkingDir: root,
    metafile: true,
    logLevel: 'warning',
    plugins: [onlyManifestOf(name), onlyAdaptersOf(ports)],
  });
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, private: true, type: 'module' })}\n`,
  );
  if (ports.includes('embedder')) await addEncoder(folder);

  const content = await archiveOf(folder);
  const archive = `${folder}.tar.gz`;
  await writeFile(archive, content);
  const sizes = await Promise.all(
    (await filesOf(folder)).map(async (file) => (await readFile(file)).byteLength),
  );
  return {
    service: name,
    folder,
    archive,
    startBytes: staticBytes(metafile.outputs, relative(root, join(folder, 'main.js'))),
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
        importer === entryPoint ? { path: manifestFile, suffix: `?${service}` } : undefined,
      );
      onLoad({ filter: /functions[\\/]manifest\.ts$/ }, async ({ path, suffix }) => {
        if (path !== manifestFile || suffix === '') return undefined;
        return { contents: onlyService(await readFile(path, 'utf8'), service), loader: 'ts' };
      });
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

/** The encoder's files and, of onnxruntime-node's 288 MB, what Linux on x86-64 loads. */
async function addEncoder(folder: string): Promise<void> {
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
  await cp(await ensureEncoder(), join(folder, ENCODER_FOLDER), { recursive: true });
}

type Outputs = Readonly<Record<string, { bytes: number; imports: { path: string; kind: string }[] }>>;

function staticBytes(outputs: Outputs, main: string): number {
  const seen = new Set<string>();
  const visit = (path: string): number => {
    const output = outputs[path];
    if (!output || seen.has(path)) return 0;
    seen.add(path);
    const imported = output.imports.filter(({ kind }) => kind === 'import-statement');
    return imported.reduce((sum, next) => sum + visit(next.path), output.bytes);
  };
  return visit(main.split('\\').join('/'));
}
