import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledFile, loadService } from './load-service.js';

/** Runs the bundle in its folder; told that the rehearsal is over, it keeps what V8 compiled for it, and ends. */
const folder = process.cwd();
const script = loadService(folder);
process.once('message', () => {
  writeFileSync(join(folder, compiledFile()), script.createCachedData());
  process.exit(0);
});
