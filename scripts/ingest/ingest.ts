import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PAGE_SIZE } from '../../shared/ingestion/page.js';
import type { Reject } from '../../shared/ingestion/provider.js';
import { MAX_PAGE_BYTES } from '../../shared/ingestion/upload.js';
import { operatorTarget } from '../operator-target.js';
import { AdminApi, type Target } from './admin-api.js';
import { progressBar } from './progress-bar.js';
import { readLines, watchFile } from './read-lines.js';
import { type Uploaded, uploadCatalogue } from './upload.js';

const usage = `npm run ingest -- --file FILE.jsonl[.gz] [--api http://127.0.0.1:8080] [--provider file] [--json]
The line format is in docs/guides/catalogue-file.md. In the cloud, give an operator's identity token in MEDIA_GATEWAY_TOKEN.`;

/** So large a file takes a while to read. */
const LARGE_BYTES = 500_000_000;

class UsageError extends Error {}

function optionsOf(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        file: { type: 'string' },
        api: { type: 'string', default: 'http://127.0.0.1:8080' },
        provider: { type: 'string', default: 'file' },
        json: { type: 'boolean', default: false },
      },
    });
    if (!values.file) throw new Error('--file is missing');
    if (!existsSync(values.file)) throw new Error(`${values.file} does not exist`);
    if (!statSync(values.file).isFile()) throw new Error(`${values.file} is not a file`);
    if (!URL.canParse(values.api)) throw new Error(`--api ${values.api} is not a URL`);
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(values.provider))
      throw new Error('--provider takes lower-case letters, digits and hyphens');
    return { ...values, file: values.file };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * The run that the same content began and did not finish, or the first name that no run has yet: so a command that was
 * killed goes on, and one that had ended begins anew.
 */
async function runOf(target: Target, file: string, provider: string): Promise<string> {
  const admin = new AdminApi(target);
  const content = await contentHash(file);
  for (let attempt = 1; ; attempt++) {
    const name = `${provider}-${content}-${attempt}`;
    if ((await admin.find(name))?.state !== 'complete') return name;
  }
}

/** Of the bytes, and of what decides where pages begin and end. */
async function contentHash(file: string): Promise<string> {
  const hash = createHash('sha256').update(`${PAGE_SIZE} ${MAX_PAGE_BYTES}\n`);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 32);
}

/** Answers how many there are. */
async function writeRejects(file: string, rejects: AsyncIterable<Reject>): Promise<number> {
  await rm(file, { force: true });
  let count = 0;
  let out: Awaited<ReturnType<typeof open>> | undefined;
  try {
    for await (const reject of rejects) {
      out ??= await open(file, 'w');
      await out.write(`${JSON.stringify(reject)}\n`);
      count++;
    }
  } finally {
    await out?.close();
  }
  return count;
}

async function send(target: Target, file: string, provider: string): Promise<Uploaded> {
  const { size } = statSync(file);
  if (size > LARGE_BYTES)
    process.stderr.write(`Reading ${file} once, to know whether an earlier attempt began it\n`);
  const name = await runOf(target, file, provider);
  const watched = watchFile(file);
  const bar = progressBar(() => watched.bytesRead() / Math.max(1, size));
  try {
    return await uploadCatalogue(target, { name, provider }, readLines(watched.bytes), bar.show);
  } catch (error) {
    throw readable(error as NodeJS.ErrnoException, file);
  } finally {
    bar.stop();
  }
}

function readable(error: NodeJS.ErrnoException, file: string): Error {
  if (!error.code?.startsWith('Z_')) return error;
  return new Error(
    `${file} cannot be unpacked (${error.message}); what was sent before the damage is taken. Mend it and send it again.`,
  );
}

async function main(): Promise<void> {
  const { file, api, provider, json } = optionsOf(process.argv.slice(2));
  const startedAt = performance.now();
  const { summary, rejects } = await send(await operatorTarget(api), file, provider);
  const rejectsFile = `${file}.rejects.jsonl`;
  const refused = await writeRejects(rejectsFile, rejects());
  const { read, ingested, merged, rejected, changed } = summary;
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  const result = { read, ingested, merged, rejected, changed, seconds };
  if (json) console.log(JSON.stringify(result));
  else {
    console.log(
      Object.entries(result)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    );
    if (refused > 0) console.log(`The refused lines and why: ${rejectsFile}`);
  }
}

main().catch((error: Error) => {
  process.stderr.write(error instanceof UsageError ? `${error.message}\n${usage}\n` : `${error.message}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
