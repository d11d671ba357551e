import { numberOf } from './numbers.js';
import { type Found, Phrases } from './phrases.js';
import type { AgeRating } from './slots.js';
import { type Token, wordAt } from './tokens.js';

interface Ratings {
  from: AgeRating | null;
  to: AgeRating | null;
}

const named = new Phrases<AgeRating>([
  ['pg 13', 'PG-13'],
  ['pg', 'PG'],
  ['rated g', 'G'],
  ['g rated', 'G'],
  ['rated pg', 'PG'],
  ['rated pg 13', 'PG-13'],
  ['rated r', 'R'],
  ['r rated', 'R'],
  ['nc 17', 'NC-17'],
  ['rated nc 17', 'NC-17'],
  ['pg 13 rated', 'PG-13'],
  ['pg rated', 'PG'],
]);

const forChildren = new Phrases<AgeRating>([
  ...[
    'for kids',
    'for my kids',
    'for the kids',
    'for children',
    'for my children',
    'for the whole family',
    'for the family',
    'family friendly',
    'kid friendly',
    'child friendly',
    'with the kids',
    'with my kids',
    'suitable for children',
    'suitable for kids',
    'for families',
    'for little kids',
    'for all ages',
    'for young children',
    'kids movies',
    'kids movie',
    'kids films',
    'kids shows',
  ].map((words) => [words, 'PG'] as const),
  ...['for toddlers', 'for toddler', 'for preschoolers', 'for babies'].map((words) => [words, 'G'] as const),
  ...['for teens', 'for teenagers', 'for tweens'].map((words) => [words, 'PG-13'] as const),
]);

/** For whom a query wants a title to be fit. */
export function findRatings(tokens: readonly Token[]): Found<Ratings>[] {
  const found: Found<Ratings>[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const rating = rated(tokens, at) ?? fit(tokens, at) ?? aged(tokens, at);
    if (!rating) continue;
    found.push(rating);
    at = rating.to - 1;
  }
  return found;
}

function rated(tokens: readonly Token[], at: number): Found<Ratings> | undefined {
  const rating = named.at(tokens, at);
  if (!rating) return undefined;
  const [or, then] = [wordAt(tokens, rating.to), wordAt(tokens, rating.to + 1)];
  if (or === 'or' && ['lower', 'under', 'below', 'less', 'milder', 'younger'].includes(then)) {
    return { from: at, to: rating.to + 2, value: { from: null, to: rating.value } };
  }
  if (or === 'or' && ['higher', 'above', 'more', 'over'].includes(then)) {
    return { from: at, to: rating.to + 2, value: { from: rating.value, to: null } };
  }
  const ceiling = ['under', 'most', 'maximum', 'max'].includes(wordAt(tokens, at - 1));
  return { ...rating, value: { from: ceiling ? null : rating.value, to: rating.value } };
}

function fit(tokens: readonly Token[], at: number): Found<Ratings> | undefined {
  const phrase = forChildren.at(tokens, at);
  return phrase && { ...phrase, value: { from: null, to: phrase.value } };
}

/** `for my 8 year old`. */
function aged(tokens: readonly Token[], at: number): Found<Ratings> | undefined {
  if (wordAt(tokens, at) !== 'for') return undefined;
  const my = ['my', 'a', 'an', 'our'].includes(wordAt(tokens, at + 1)) ? at + 2 : at + 1;
  const age = numberOf(wordAt(tokens, my));
  const isAge = /^years?$/.test(wordAt(tokens, my + 1)) && /^olds?$/.test(wordAt(tokens, my + 2));
  if (age === undefined || !isAge) return undefined;
  const to = age < 6 ? 'G' : age < 13 ? 'PG' : age < 17 ? 'PG-13' : 'R';
  return { from: at, to: my + 3, value: { from: null, to } };
}
