import { expect, it } from 'vitest';
import { certificationOf, certifications, certificationsUpTo, passesUnrated } from './certifications.js';

it.each([
  ['PG-13', 'PG-13'],
  [' pg-13 ', 'PG-13'],
  ['TV-MA', 'TV-MA'],
  ['NR', null],
  ['FSK 16', null],
  ['', null],
  [null, null],
])('reads %j as %j', (text, expected) => {
  expect(certificationOf(text)).toBe(expected);
});

it('puts the ratings of films and of television in one order', () => {
  expect(certificationsUpTo('G')).toEqual(['G', 'TV-Y', 'TV-G']);
  expect(certificationsUpTo('PG-13')).toEqual(['G', 'TV-Y', 'TV-G', 'TV-Y7', 'PG', 'TV-PG', 'PG-13']);
  expect(certificationsUpTo('TV-14')).toContain('PG-13');
  expect(certificationsUpTo('TV-MA')).toContain('R');
  expect(certificationsUpTo('R')).not.toContain('NC-17');
  expect(certificationsUpTo('NC-17')).toEqual(certifications);
});

it('lets titles without a rating pass only where nobody has to be protected', () => {
  expect(certifications.filter(passesUnrated)).toEqual(['R', 'TV-MA', 'NC-17']);
});
