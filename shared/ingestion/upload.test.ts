import { expect, it } from 'vitest';
import { normalisePageOf } from './normalise.js';
import { rawPageOf } from './upload.js';

const at = '2026-11-21T10:00:00.000Z';

it('refuses bad lines alone, by their number in the file and with the reason', () => {
  const lines = [
    '{"id":"a","type":"movie","title":"A"}',
    'not json',
    '',
    '[]',
    '{"id":"b","type":"film","title":"B"}',
    '{"id":"c","type":"movie"}',
  ];
  const { records, rejects } = normalisePageOf('file', rawPageOf(101, lines, at));
  expect(records.map(({ id }) => id)).toEqual(['a']);
  expect(rejects.map(({ line, id }) => [line, id])).toEqual([
    [102, null],
    [104, null],
    [105, 'b'],
    [106, 'c'],
  ]);
  expect(rejects.map(({ reason }) => reason).join('\n')).toMatch(
    /not a JSON object[\s\S]*type: [\s\S]*title: /,
  );
});

it('tells of a line that its sender left out', () => {
  const { rejects } = normalisePageOf('file', rawPageOf(7, ['', { refused: 'is not UTF-8' }], at));
  expect(rejects).toEqual([{ line: 8, id: null, reason: 'is not UTF-8' }]);
});

it('refuses a title that no document can hold', () => {
  const offer = { platform: 'a'.repeat(90), region: 'US', type: 'free', audio: ['x'.repeat(20)] };
  const line = JSON.stringify({ id: 'a', type: 'movie', title: 'A', availability: Array(3_000).fill(offer) });
  const { records, rejects } = normalisePageOf('file', rawPageOf(1, [line], at));
  expect(records).toEqual([]);
  expect(rejects[0]?.reason).toContain('larger than');
});

it('takes what the file says last of an id', () => {
  const lines = ['{"id":"a","type":"movie","title":"First"}', '{"id":"a","type":"movie","title":"Last"}'];
  const { records } = normalisePageOf('file', rawPageOf(1, lines, at));
  expect(records.map(({ facts }) => facts.title)).toEqual(['Last']);
});
