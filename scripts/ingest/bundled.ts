import { bundledCatalogue, catalogueVersion } from '../../emulators/catalogue/catalogue.js';
import type { RunSummary } from '../../shared/ingestion/run.js';
import { progressBar } from './progress-bar.js';
import type { Line } from './read-lines.js';
import { type Target, uploadCatalogue } from './upload.js';

/** Brings the bundled catalogue in through the real pipeline. A state that holds this version already is left as it is. */
export async function ingestBundled(target: Target): Promise<RunSummary> {
  const lines = [...bundledCatalogue()].map(
    (line, i): Line => ({ number: i + 1, text: JSON.stringify(line) }),
  );
  const bar = progressBar(() => 1);
  const name = `bundled-${catalogueVersion().toLowerCase().slice(0, 16)}`;
  const { summary, rejects } = await uploadCatalogue(
    target,
    { name, provider: 'file' },
    each(lines),
    bar.show,
  ).finally(bar.stop);
  for await (const reject of rejects())
    throw new Error(`The bundled catalogue has a bad line: ${JSON.stringify(reject)}`);
  return summary;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
