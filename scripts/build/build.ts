import { fileURLToPath } from 'node:url';
import { services } from '../../functions/manifest.js';
import type { Manifest } from '../../shared/function/declare.js';
import { bundleService } from './bundle.js';
import { Rehearsals } from './rehearsals.js';

const out = fileURLToPath(new URL('../../dist/services/', import.meta.url));
const compiled = fileURLToPath(new URL('../../dist/compiled/', import.meta.url));
const manifest: Manifest = services;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`.padStart(10);

console.log(`${'service'.padEnd(22)}${'code'.padStart(10)}${'all'.padStart(10)}${'archive'.padStart(10)}`);
await using rehearsals = new Rehearsals(compiled);
for (const [name, service] of Object.entries(manifest)) {
  const { codeBytes, bytes, archiveBytes } = await bundleService(name, service, out, (folder) =>
    rehearsals.rehearse(name, folder),
  );
  console.log(name.padEnd(22) + megabytes(codeBytes) + megabytes(bytes) + megabytes(archiveBytes));
}
