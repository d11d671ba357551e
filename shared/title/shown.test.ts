import { expect, it } from 'vitest';
import { isLanguage } from './languages.js';
import { isShown } from './shown.js';

it.each([
  ['G', 'PG', true],
  ['pg ', 'PG', true],
  ['PG-13', 'PG', false],
  ['TV-MA', 'R', true],
  ['NC-17', 'R', false],
  [null, 'PG-13', false],
  ['FSK 6', 'PG-13', false],
  [null, 'R', true],
  ['NC-17', undefined, true],
] as const)('a title rated %s is shown under %s: %s', (certification, ceiling, shown) => {
  expect(isShown({ certification }, ceiling)).toBe(shown);
});

it('no title is not shown', () => {
  expect(isShown(undefined, undefined)).toBe(false);
});

it.each([
  ['en', true],
  ['ga', true],
  ['xx', false],
  ['iw', false],
  ['EN', false],
  ['eng', false],
  ['', false],
])('%s is a language of ISO 639-1: %s', (code, known) => {
  expect(isLanguage(code)).toBe(known);
});
