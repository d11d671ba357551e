import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Suite } from '../../emulators/suite.js';
import { deployedEnvironment, type FirstRequest, firstRequests } from './first-requests.js';
import { CODE_FILE, compiledFile } from './load-service.js';
import { freePort, startService } from './service-process.js';

interface Stage {
  suite: Suite;
  requests: readonly FirstRequest[];
}

/**
 * Runs each bundle once against the local suite: one that does not answer is not deployed, and what V8 compiled for its
 * first answers goes into the bundle. The same code keeps what was compiled for it, so that its archive stays the same.
 */
export class Rehearsals implements AsyncDisposable {
  readonly #kept: string;
  #stage: Promise<Stage> | undefined;

  /** @param kept the folder for what was compiled */
  constructor(kept: string) {
    this.#kept = kept;
  }

  /** @throws when the service does not answer as it should */
  async rehearse(service: string, folder: string): Promise<void> {
    const digest = createHash('sha256')
      .update(await readFile(join(folder, CODE_FILE)))
      .digest('hex');
    const compiled = join(folder, compiledFile());
    const kept = join(this.#kept, `${service}-${digest.slice(0, 16)}-${compiledFile()}`);
    if (
      await copyFile(kept, compiled).then(
        () => true,
        () => false,
      )
    )
      return;
    this.#stage ??= setUp();
    await perform(service, folder, await this.#stage);
    await mkdir(this.#kept, { recursive: true });
    await copyFile(compiled, kept);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#stage)?.suite.stop();
  }
}

async function setUp(): Promise<Stage> {
  const suite = await Suite.start({ env: { TMDB_PAGES: '1' } });
  return { suite, requests: await firstRequests(suite) };
}

async function perform(service: string, folder: string, { suite, requests }: Stage): Promise<void> {
  const rehearsal = fileURLToPath(new URL('./rehearsal-process.ts', import.meta.url));
  const command = ['--import', import.meta.resolve('tsx'), rehearsal];
  await using running = await startService(
    { command, folder, env: deployedEnvironment(service, suite) },
    await freePort(),
  );
  for (const { ask } of requests.filter((request) => request.service === service)) await running.ask(ask);
  const over = once(running.child, 'exit');
  running.child.send('over');
  await over;
  await suite.drain();
}
