import { fileURLToPath } from 'node:url';
import { services } from '../../functions/manifest.js';
import { BASE_IMAGE } from '../../pulumi/platform-limits.js';
import type { Manifest } from '../../shared/function/declare.js';
import { bundleService } from './bundle.js';
import { Rehearsals } from './rehearsals.js';

const out = fileURLToPath(new URL('../../dist/services/', import.meta.url));
const compiled = fileURLToPath(new URL('../../dist/compiled/', import.meta.url));
const manifest: Manifest = services;
const [, cloudsNode] = /nodejs(\d+)$/.exec(BASE_IMAGE) ?? [];
if (!process.versions.node.startsWith(`${cloudsNode}.`)) {
  process.stderr.write(
    `This is Node ${process.versions.node}, and the cloud runs ${cloudsNode}: services will start there, but slower than ` +
      `after a build with Node ${cloudsNode}, as what is compiled here does not fit.\n`,
  );
}
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`.padStart(10);

console.log(`${'service'.padEnd(22)}${'code'.padStart(10)}${'all'.padStart(10)}${'archive'.padStart(10)}`);
await using rehearsals = new Rehearsals(compiled);
for (const [name, service] of Object.entries(manifest)) {
  const { codeBytes, bytes, archiveBytes } = await bundleService(name, service, out, (folder) =>
    rehearsals.rehearse(name, folder),
  );
  console.log(name.padEnd(22) + megabytes(codeBytes) + megabytes(bytes) + megabytes(archiveBytes));
}
