import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { services } from '../../functions/manifest.js';
import { bundleService } from './bundle.js';
import { CODE_FILE, compiledFile } from './load-service.js';
import { Rehearsals } from './rehearsals.js';

let folder: string;
let rehearsals: Rehearsals;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearsals-'));
  rehearsals = new Rehearsals(join(folder, 'compiled'));
});
afterAll(async () => {
  await rehearsals[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const built = (name: string) =>
  bundleService('site', services.site, join(folder, name), (at) => rehearsals.rehearse('site', at));

/** Whether V8 takes the bundle's compiled form, in a process that has compiled nothing of it. */
function isTaken(at: string): boolean {
  const program = `
    const { readFileSync } = require('node:fs');
    const { Script } = require('node:vm');
    const code = '(function (exports, require, module, __filename, __dirname) { ' + readFileSync('${CODE_FILE}', 'latin1') + '\\n})';
    console.log(new Script(code, { cachedData: readFileSync('${compiledFile()}') }).cachedDataRejected);`;
  return execFileSync(process.execPath, ['-e', program], { cwd: at }).toString().trim() === 'false';
}

/** It starts the whole suite once. */
const timeout = 120_000;

describe('a rehearsal', { timeout }, () => {
  test('leaves what V8 compiled, the same for the same code', async () => {
    const first = await built('first');
    expect(isTaken(first.folder)).toBe(true);
    const again = await built('again');
    expect(readFileSync(again.archive).equals(readFileSync(first.archive))).toBe(true);
  });

  test('ends the build where the service does not start, or does not answer as it should', async () => {
    const { folder: at } = await bundleService('site', services.site, join(folder, 'broken'));
    const code = readFileSync(join(at, CODE_FILE), 'utf8');
    expect(code).toContain('"Media Gateway"');
    writeFileSync(join(at, CODE_FILE), `throw new Error("broken on purpose");\n${code}`);
    await expect(rehearsals.rehearse('site', at)).rejects.toThrow(
      /ended before it listened.*broken on purpose/s,
    );
    writeFileSync(join(at, CODE_FILE), code.replaceAll('"Media Gateway"', '"Another"'));
    await expect(rehearsals.rehearse('site', at)).rejects.toThrow('is not as it should be');
  });
});
