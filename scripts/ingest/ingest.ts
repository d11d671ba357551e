import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { progressBar } from './progress-bar.js';
import { openFile, readLines } from './read-lines.js';
import { type Target, uploadCatalogue } from './upload.js';

const usage = `npm run ingest -- --file FILE.jsonl[.gz] [--api http://127.0.0.1:8080] [--provider file] [--json]
The line format is in docs/guides/catalogue-file.md. In the cloud, give an operator's identity token in MEDIA_GATEWAY_TOKEN.`;

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
    if (!URL.canParse(values.api)) throw new Error(`--api ${values.api} is not a URL`);
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(values.provider))
      throw new Error('--provider takes lower-case letters, digits and hyphens');
    return { ...values, file: values.file };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The operator's token: given, or from the console of a local suite, which names itself in its answers. */
async function targetOf(api: string): Promise<Target> {
  const given = process.env.MEDIA_GATEWAY_TOKEN;
  if (given) return { api, token: given };
  const health = await fetch(new URL('/health', api)).catch((error: Error) => {
    throw new Error(`${api} cannot be reached (${error.message}); start the system with npm start`);
  });
  const console_ = health.headers.get('x-media-gateway-console');
  if (!console_)
    throw new Error(`${api} is not a local suite; give an operator's identity token in MEDIA_GATEWAY_TOKEN`);
  const answer = await fetch(new URL('/control/token', console_), { method: 'POST' });
  return { api, token: ((await answer.json()) as { token: string }).token };
}

async function main(): Promise<void> {
  const { file, api, provider, json } = optionsOf(process.argv.slice(2));
  const startedAt = performance.now();
  const bar = progressBar(undefined);
  const run = { name: `${provider}-${randomUUID()}`, provider };
  const { summary, rejects } = await uploadCatalogue(
    await targetOf(api),
    run,
    readLines(openFile(file)),
    bar.show,
  ).finally(bar.stop);
  const tooLong = rejects.length - summary.rejected;
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  const result = {
    read: summary.read + tooLong,
    ingested: summary.ingested,
    merged: summary.merged,
    rejected: rejects.length,
    changed: summary.changed,
    seconds,
  };
  if (rejects.length > 0) {
    await writeFile(`${file}.rejects.jsonl`, rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''));
  }
  if (json) console.log(JSON.stringify(result));
  else {
    console.log(
      Object.entries(result)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    );
    if (rejects.length > 0) console.log(`The refused lines and why: ${file}.rejects.jsonl`);
  }
}

main().catch((error: Error) => {
  process.stderr.write(error instanceof UsageError ? `${error.message}\n${usage}\n` : `${error.message}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
