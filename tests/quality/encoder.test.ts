import { describe, expect, test } from 'vitest';
import { agreement, queryTexts, titleTexts } from '../../scripts/bench/encoder/agreement.js';

/** Takes a minute of a free core; `npm run bench -- encoder-quality` takes all of them. */
const TITLES = 5_000;
const data = process.env['BENCH_DATA'];
if (data === undefined) {
  process.stderr.write('BENCH_DATA is unset: what 8 bits cost the encoder is NOT measured.\n');
}

describe.skipIf(data === undefined)('the int8 encoder against the float one on BENCH_DATA', () => {
  test('keeps the vectors and finds as much', { timeout: 600_000 }, async () => {
    const [titles, queries] = [titleTexts(data ?? ''), queryTexts(data ?? '')];
    const wanted = new Set(queries.flatMap((query) => query.wanted));
    const others = titles.filter(({ id }) => !wanted.has(id));
    const some = [...titles.filter(({ id }) => wanted.has(id)), ...others].slice(0, TITLES);

    const measured = await agreement(some, queries, () => {});
    process.stdout.write(`int8 against float: ${JSON.stringify(measured)}\n`);

    expect(measured.titles.least).toBeGreaterThan(0.995);
    expect(measured.queries.least).toBeGreaterThan(0.995);
    expect(measured.recallAt10.int8).toBeGreaterThanOrEqual(measured.recallAt10.float);
  });
});
