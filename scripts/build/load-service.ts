import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** The service's code in its bundle: ASCII, so that it is read without decoding. */
export const CODE_FILE = 'service.js';

/** What V8 made of the code. Another version or processor cannot use it, so it does not even find it. */
export function compiledFile(): string {
  return `service-${process.versions.v8}-${process.platform}-${process.arch}.bin`;
}

/**
 * Runs a bundle's code as Node runs a CommonJS file, from what was compiled when it was built: most of a cold start is
 * compiling. Where that is absent or V8 does not take it, the code is compiled as usual.
 * @param folder absolute
 */
export function loadService(folder: string): Script {
  const filename = join(folder, CODE_FILE);
  const cachedData = read(join(folder, compiledFile()));
  const code = readFileSync(filename, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${code}\n})`, {
    filename,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
  return script;
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
