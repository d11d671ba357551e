import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { operatorTarget } from '../operator-target.js';
import { deleteAgain, marksOf } from './again.js';

const usage = `npm run -s deletions -- save FILE [--api http://127.0.0.1:8080]
npm run -s deletions -- repeat FILE [--api http://127.0.0.1:8080]
\`save\` before a backup is restored, \`repeat\` after it and before anybody is let in: whom the backup has brought back is
deleted again. In the cloud, give an operator's identity token in MEDIA_GATEWAY_TOKEN.`;

const Marks = z.array(z.string().regex(/^[0-9a-f]{64}$/));

function optionsOf(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { api: { type: 'string', default: 'http://127.0.0.1:8080' } },
    });
    const [action, file, ...more] = positionals;
    if ((action !== 'save' && action !== 'repeat') || !file || more.length > 0)
      throw new Error('Say save or repeat, and one file');
    if (!URL.canParse(values.api)) throw new Error(`--api ${values.api} is not a URL`);
    return { action, file, api: values.api };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(2);
  }
}

function marksIn(file: string): ReadonlySet<string> {
  const marks = Marks.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!marks.success) throw new Error(`${file} is not what \`save\` writes`);
  return new Set(marks.data);
}

const { action, file, api } = optionsOf(process.argv.slice(2));
try {
  if (action === 'save') {
    const marks = await marksOf(await operatorTarget(api));
    writeFileSync(file, `${JSON.stringify(marks)}\n`);
    process.stdout.write(`${marks.length} deletions are in ${file}\n`);
  } else {
    const marks = marksIn(file);
    const again = await deleteAgain(await operatorTarget(api), marks);
    process.stdout.write(`${again} of ${marks.size} deleted accounts were back, and are deleted again\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
