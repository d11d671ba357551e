import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter.js';

const message = { type: 'movie', region: 'US', 'iana.org/lang': 'en', empty: '', quote: 'a "b"' };

describe('parseFilter', () => {
  it.each([
    ['', true],
    ['attributes:type', true],
    ['attributes:missing', false],
    ['attributes:constructor', false],
    ['hasPrefix(attributes.constructor, "f")', false],
    ['attributes:empty', true],
    ['attributes.type = "movie"', true],
    ['attributes.type="tv"', false],
    ['attributes.type = "Movie"', false],
    ['attributes.type != "tv"', true],
    ['attributes.missing != "tv"', true],
    ['attributes.type != "movie"', false],
    ['attributes:"iana.org/lang"', true],
    ['attributes."iana.org/lang" = "en"', true],
    ['attributes.quote = "a \\"b\\""', true],
    ['attributes.region = "\\x55\\u0053"', true],
    ['hasPrefix(attributes.type, "mov")', true],
    ['hasPrefix(attributes.type, "tv")', false],
    ['hasPrefix(attributes.missing, "")', false],
    ['NOT attributes:type', false],
    ['-attributes:missing', true],
    ['NOT hasPrefix(attributes.type, "tv")', true],
    ['attributes:type AND attributes.region = "US" AND attributes:empty', true],
    ['attributes:type AND attributes.region = "DE"', false],
    ['attributes:missing OR attributes.region = "US"', true],
    ['attributes:missing OR attributes.region = "DE"', false],
    ['(attributes:missing OR attributes:type) AND NOT (attributes.region = "DE")', true],
    ['attributes.type = "AND" OR attributes:type', true],
  ])('%s is %s', (filter, expected) => {
    expect(parseFilter(filter)(message)).toBe(expected);
  });

  it.each([
    'type = "movie"',
    'attributes.type = movie',
    'attributes.type == "movie"',
    'attributes.type',
    'attributes:a AND attributes:b OR attributes:c',
    'attributes:a attributes:b',
    '(attributes:a',
    'attributes:a AND',
    'hasPrefix(attributes.a)',
    'attributes.a = "open',
    'attributes:a and attributes:b',
    '%',
  ])('refuses %s', (filter) => {
    expect(() => parseFilter(filter)).toThrow(SyntaxError);
  });
});
