import { fileURLToPath } from 'node:url';
import { services } from '../../functions/manifest.js';
import type { Manifest } from '../../shared/function/declare.js';
import { bundleService } from './bundle.js';

const out = fileURLToPath(new URL('../../dist/services/', import.meta.url));
const manifest: Manifest = services;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`.padStart(10);

console.log(
  `${'service'.padEnd(22)}${'at start'.padStart(10)}${'all'.padStart(10)}${'archive'.padStart(10)}`,
);
for (const [name, service] of Object.entries(manifest)) {
  const { startBytes, bytes, archiveBytes } = await bundleService(name, service, out);
  console.log(name.padEnd(22) + megabytes(startBytes) + megabytes(bytes) + megabytes(archiveBytes));
}
