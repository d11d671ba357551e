import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  readJsonLines,
  type SpanScore,
  scoreSpans,
  spansOfSlots,
  taggedSpans,
  utterances,
} from '../../scripts/models/utterances.js';
import { cardsOf, namesOf } from '../../scripts/parse/catalogue-names.js';
import { parseQuery } from '../../shared/search/parse/parse.js';

/**
 * Asked for are .80 of each. Genre is tagged too unevenly to reach it: where two utterances have the same words round
 * a genre, their spans agree with an F1 of .69 (docs/decisions/0018-what-limits-the-genre-slot.md).
 */
const least = { actor: 0.94, year: 0.93, director: 0.84, genre: 0.71 };
const THIS_YEAR = 2026;

const data = process.env['BENCH_DATA'];
if (data === undefined) {
  process.stderr.write('BENCH_DATA is unset: how well queries are understood is NOT measured.\n');
}

describe.skipIf(data === undefined)('slots of held-out utterances of BENCH_DATA', () => {
  test('are found to the word', { timeout: 600_000 }, () => {
    const names = namesOf(cardsOf(readJsonLines(join(data ?? '', 'titles.jsonl.gz'))).cards);
    const { heldOut } = utterances(data ?? '');
    const scores = scoreSpans(
      heldOut.map(({ tokens }) => spansOfSlots(tokens, parseQuery(tokens.join(' '), names, THIS_YEAR).slots)),
      heldOut.map(({ tags }) => taggedSpans(tags)),
    );
    for (const [slot, score] of Object.entries(scores)) process.stderr.write(`${slot}: ${shown(score)}\n`);
    for (const [slot, f1] of Object.entries(least))
      expect(scores[slot as keyof typeof least].f1, slot).toBeGreaterThan(f1);
  });
});

function shown({ precision, recall, f1, spans }: SpanScore): string {
  const [p, r, f] = [precision, recall, f1].map((x) => x.toFixed(3));
  return `precision ${p}, recall ${r}, F1 ${f} (${spans} spans)`;
}
